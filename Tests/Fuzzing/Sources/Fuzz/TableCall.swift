import CExplainerABI
@testable import ExplainerKit
@testable import PluginHost

/// One call of a function of the host's tables.
struct TableCall {
  let call: OpaquePointer
  let texts: [[UInt8]]

  nonisolated(unsafe) private static let host = HostTable.shared.pointer
  /// Memory around which views of tensors lie: no stride and no extent of a byte leads out of it.
  nonisolated(unsafe) private static let floats: UnsafeMutablePointer<Float> = {
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: 1 << 19)
    memory.initialize(repeating: 0.5, count: 1 << 19)
    return memory
  }()

  /// Calls `work` with the text at `index`, empty where there is none.
  private func text<Result>(_ index: Int, _ work: (xpl_str) -> Result) -> Result {
    (index < texts.count ? texts[index] : []).withABIString(work)
  }

  /// Calls the function of this number.
  func make(_ which: Int) {
    let table = Self.host.pointee
    var result = xpl_str()
    switch which % 16 {
    case 0: _ = text(0) { table.tokenize?(Self.host, call, $0, &result) }
    case 1:
      let ids = (texts.first ?? []).map { Int64(Int8(bitPattern: $0)) << ($0 % 64) }
      _ = table.tokens?(Self.host, call, ids, ids.count, &result)
    case 2: forward()
    case 3: generate()
    case 4: unembed()
    case 5: _ = text(0) { table.put_explanation?(Self.host, call, $0) }
    case 6:
      var tensor = view
      guard isQuick(tensor) else { return }
      _ = text(0) { table.put_tensor?(Self.host, call, $0, &tensor) }
    case 7:
      _ = text(0) { message in text(1) { table.fail?(Self.host, call, Int32(which) - 99, message, $0) } }
    case 8: _ = table.last_error?(Self.host, call, &result)
    case 9: text(0) { table.log?(Self.host, call, Int32(which), $0) }
    case 10: text(0) { table.progress?(Self.host, call, Double(which) / 0, $0) }
    case 11: _ = text(0) { table.extension?(Self.host, $0) }
    case 12:
      _ = text(0) { first in
        text(1) { PairsTable.shared.pointer.pointee.tokenize?(Self.host, call, first, $0, &result) }
      }
    case 13: pass()
    default: readJSON()
    }
  }

  /// A pass with one tensor, called by the second text; there is room for as many texts as the first can name.
  private func pass() {
    let tensor = view
    guard isQuick(tensor) else { return }
    var traces = [OpaquePointer?](repeating: nil, count: 2048)
    var (gradients, result) = (traces, xpl_str())
    _ = text(0) { request in
      text(1) { name in
        withUnsafePointer(to: xpl_named_tensor(name: name, tensor: tensor)) {
          PassTable.shared.pointer.pointee.run?(
            Self.host, call, request, $0, 1, &traces, &gradients, &result)
        }
      }
    }
    for trace in traces + gradients { release(trace) }
  }

  private func forward() {
    var trace: OpaquePointer?
    _ = text(0) { input in
      text(1) { Self.host.pointee.forward?(Self.host, call, input, $0, &trace) }
    }
    release(trace)
  }

  private func generate() {
    var (trace, result) = (OpaquePointer?.none, xpl_str())
    _ = text(0) { input in
      text(1) { options in
        text(2) { Self.host.pointee.generate?(Self.host, call, input, options, $0, &result, &trace) }
      }
    }
    release(trace)
  }

  /// Looks at all that a trace holds, and lets it go.
  private func release(_ trace: OpaquePointer?) {
    guard let trace else { return }
    let table = Self.host.pointee
    let count = table.trace_count?(trace) ?? 0
    for index in 0...count {
      var (site, tensor) = (xpl_str(), xpl_tensor())
      let status = table.trace_get?(trace, index, &site, &tensor)
      promise(((status ?? -1) == XPL_OK) == (index < count), "a trace has as many tensors as it says")
      _ = text(1) { table.trace_find?(trace, $0, &tensor) }
    }
    table.trace_release?(trace)
  }

  private func unembed() {
    let hidden = view
    guard isQuick(hidden) else { return }
    let rows = max(0, min(64, Int(hidden.shape.0)))
    var logits = [Float](repeating: 0, count: rows * Program.model.info.vocabularySize)
    _ = withUnsafePointer(to: hidden) {
      Self.host.pointee.unembed?(Self.host, call, $0, 1, &logits, logits.count)
    }
  }

  private func readJSON() {
    let table = JSONTable.shared.pointer.pointee
    text(0) { json in
      text(1) { way in
        var (whole, broken, truth, size, words) = (Int64(), Double(), Int32(), Int(), xpl_str())
        _ = table.integer?(Self.host, call, json, way, &whole)
        _ = table.number?(Self.host, call, json, way, &broken)
        _ = table.boolean?(Self.host, call, json, way, &truth)
        _ = table.string?(Self.host, call, json, way, &words)
        _ = table.count?(Self.host, call, json, way, &size)
        _ = table.quote?(Self.host, call, way, &words)
        readDocument(json, way)
      }
    }
  }

  private func readDocument(_ json: xpl_str, _ way: xpl_str) {
    let table = JSONDocumentTable.shared.pointer.pointee
    var (root, found, kind, size, words, name) = (
      xpl_json_value(), xpl_json_value(), Int32(), Int(), xpl_str(), xpl_str()
    )
    let isParsed = table.parse?(Self.host, call, json, &root) == xpl_status(XPL_OK)
    let isThere = table.kind?(Self.host, call, root, way, &kind) == xpl_status(XPL_OK)
    promise(isParsed || !isThere, "what is no document has no values")
    _ = table.string?(Self.host, call, root, way, &words)
    _ = table.member?(Self.host, call, root, way, &found)
    if table.count?(Self.host, call, root, way, &size) == xpl_status(XPL_OK),
      table.at?(Self.host, call, root, way, &found) == xpl_status(XPL_OK)
    {
      for index in 0...min(size, 64) {
        var inner = xpl_json_value()
        let status = table.element?(Self.host, call, found, index, &name, &inner)
        promise((status == xpl_status(XPL_OK)) == (index < size), "a value has as many inside as it says")
      }
    }
    table.release?(Self.host, call, root)
  }

  /// A view whose type, rank, extents and strides the last text says.
  private var view: xpl_tensor {
    let numbers = (texts.last ?? []).map { Int8(bitPattern: $0) }
    var tensor = xpl_tensor()
    tensor.data = UnsafeRawPointer(Self.floats + (1 << 18))
    tensor.dtype = numbers.count > 1 && numbers[1] == 77 ? xpl_dtype(9) : xpl_dtype(XPL_F32)
    tensor.rank = Int32(numbers.first ?? 0)
    withUnsafeMutableBytes(of: &tensor.shape) { fill($0.bindMemory(to: Int64.self), numbers.dropFirst(2)) }
    withUnsafeMutableBytes(of: &tensor.strides) { fill($0.bindMemory(to: Int64.self), numbers.dropFirst(10)) }
    return tensor
  }

  private func fill(_ extents: UnsafeMutableBufferPointer<Int64>, _ numbers: ArraySlice<Int8>) {
    for (index, number) in zip(extents.indices, numbers) { extents[index] = Int64(number) }
  }

  /// Whether a view is small, or so large that it is refused: what lies between is true work.
  private func isQuick(_ tensor: xpl_tensor) -> Bool {
    let extents = withUnsafeBytes(of: tensor.shape) { Array($0.bindMemory(to: Int64.self)) }
    let count = extents.prefix(max(0, min(8, Int(tensor.rank)))).reduce(1.0) { $0 * Double($1) }
    return count <= 0x1p16 || count > 0x1p31
  }
}
