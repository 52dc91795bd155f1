import CExplainerABI
import Diagnostics
import ExplainerCore
import ExplainerKit
import JSON
import Tensors

/// One invocation of a plugin, as the host's side of the boundary sees it: the model, what the plugin has handed
/// over so far, and the last error.
///
/// Used from the thread that runs the plugin only; the functions marked `[any]` in the header touch the reporter
/// alone, which is `Sendable`.
final class HostCall {
  let model: any Model
  let reporter: any Reporter
  private(set) var error: ExplainerError?
  private(set) var explanation: [UInt8]?
  private(set) var tensors: [Explanation.NamedTensor] = []
  private var lentStrings: [UnsafeMutableBufferPointer<CChar>] = []
  private var lastParsed: (text: [UInt8], json: JSONValue)?

  init(model: any Model, reporter: any Reporter) {
    self.model = model
    self.reporter = reporter
  }

  deinit { for buffer in lentStrings { buffer.deallocate() } }

  /// The call behind the opaque pointer that a plugin hands back.
  static func from(_ pointer: OpaquePointer?) -> HostCall? {
    pointer.map { Unmanaged<HostCall>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  /// The opaque pointer to give to the plugin; valid while this object lives.
  var pointer: OpaquePointer { OpaquePointer(Unmanaged.passUnretained(self).toOpaque()) }

  /// Records an error, in place of any before it, and gives the status to return.
  func record(_ error: ExplainerError) -> xpl_status {
    self.error = error
    return error.code.rawValue
  }

  /// Runs `body`; what it throws is recorded.
  func perform(_ body: () throws -> Void) -> xpl_status {
    do {
      try body()
      return xpl_status(XPL_OK)
    } catch { return record(.wrapping(error)) }
  }

  /// Lends a string to the plugin until the call ends.
  func lend(_ bytes: [UInt8]) -> xpl_str {
    let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: max(1, bytes.count))
    _ = buffer.initialize(from: bytes.lazy.map(CChar.init(bitPattern:)))
    lentStrings.append(buffer)
    return xpl_str(data: buffer.baseAddress, size: bytes.count)
  }

  /// `text` as JSON; a document that is read value by value is parsed once.
  func parsed(_ text: xpl_str) throws -> JSONValue {
    let isLast = lastParsed.map { last in
      last.text.elementsEqual(
        UnsafeRawBufferPointer(start: text.data, count: text.data == nil ? 0 : text.size))
    }
    if isLast == true, let lastParsed { return lastParsed.json }
    let json = try JSONValue(untrusted: text)
    lastParsed = ([UInt8](text), json)
    return json
  }

  /// Takes the explanation's JSON.
  func take(explanation bytes: [UInt8]) throws {
    guard explanation == nil else {
      throw ExplainerError(.pluginFault, "the plugin gave more than one explanation for one call")
    }
    explanation = bytes
  }

  /// Takes a dense copy of a tensor.
  func take(tensor view: xpl_tensor, named name: String) throws {
    guard !tensors.contains(where: { $0.name == name }) else {
      throw ExplainerError(.pluginFault, "the plugin gave two tensors named '\(name)'")
    }
    tensors.append(.init(name, try Tensor(copying: view, named: name)))
  }
}
