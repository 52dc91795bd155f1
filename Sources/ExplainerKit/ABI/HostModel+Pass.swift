import CExplainerABI
import Diagnostics
import ExplainerCore
import JSON
import Tensors

extension HostModel {
  /// A pass with edits, gradients or several texts, where the host has the extension for it.
  ///
  /// - Throws: `incompatiblePlugin` where it has not.
  func pass(_ request: PassRequest) throws -> PassResult {
    guard let table = connection.table("explainer.pass/1", as: xpl_pass_v1.self) else {
      throw ExplainerError(
        .incompatiblePlugin, "this host runs no passes with edits, gradients or several texts",
        expected: "a host with the extension explainer.pass/1")
    }
    var traces = [OpaquePointer?](repeating: nil, count: request.inputs.count)
    var gradients = traces
    let lent = LentTensors(request.tensors)
    let json = try withExtendedLifetime(lent) {
      try request.json.text().withABIString { text in
        try connection.json { result in
          table.pointee.run?(
            connection.host, connection.call, text, lent.entries.baseAddress, lent.entries.count, &traces,
            &gradients, result)
        }
      }
    }
    let all = try traces.map(connection.trace)
    let derived = request.gradientsAt.isEmpty ? [] : try gradients.map(connection.trace)
    do throws(JSONReadingError) {
      let reader = try JSONReader(json)
      return PassResult(
        traces: all, gradients: derived,
        objectiveValues: try reader.elements("values") { value throws(JSONReadingError) in
          guard let number = value.double else { throw JSONReadingError(value, expected: "a number") }
          return number
        }, notes: try reader.strings("notes"))
    } catch { throw error.inValue("pass of the host", code: .internalFault) }
  }
}

/// Tensors lent to the host for one call.
private final class LentTensors {
  let entries: UnsafeMutableBufferPointer<xpl_named_tensor>
  private let names: [UnsafeMutableBufferPointer<CChar>]
  private let tensors: [Tensor]

  init(_ named: [String: Tensor]) {
    let sorted = named.sorted { $0.key < $1.key }
    tensors = sorted.map(\.value)
    names = sorted.map { name, _ in
      let bytes = Array(name.utf8)
      let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: max(1, bytes.count))
      _ = buffer.initialize(from: bytes.lazy.map(CChar.init(bitPattern:)))
      return buffer
    }
    entries = .allocate(capacity: sorted.count)
    for (index, entry) in sorted.enumerated() {
      // The storage of a tensor never moves, and `tensors` keeps it alive for as long as this object lives.
      let base = entry.value.withUnsafeElements { $0.baseAddress }
      entries.initializeElement(
        at: index,
        to: xpl_named_tensor(
          name: xpl_str(data: names[index].baseAddress, size: entry.key.utf8.count),
          tensor: xpl_tensor(data: base, shape: entry.value.shape)))
    }
  }

  deinit {
    for buffer in names { buffer.deallocate() }
    entries.deallocate()
  }
}
