import Diagnostics
import JSON
import Tensors

extension CodedWeight {
  /// A weight of bitsandbytes in 4 bits (NF4, FP4) or 8.
  ///
  /// Sources: `QuantState`, `dequantize_4bit` and `int8_vectorwise_dequant` of bitsandbytes 0.50.2.
  static func bitsAndBytes(_ name: String, _ parts: StoredParts) throws(ExplainerError) -> CodedWeight? {
    guard name.hasSuffix(".weight"), let part = parts[name] else { return nil }
    if part.type == .i8 { return try eightBits(name, part, parts) }
    for type in ["nf4", "fp4"] {
      let state = "\(name).quant_state.bitsandbytes__\(type)"
      if let state = parts[state] { return try fourBits(name, part, state, type, parts) }
    }
    guard part.type != .u8 else {
      _ = try parts.needed("\(name).quant_state.bitsandbytes__nf4", by: name)
      return nil
    }
    return nil
  }

  /// `[out, in]` with the greatest magnitude of each row, which 127 stands for.
  private static func eightBits(
    _ name: String, _ part: StoredPart, _ parts: StoredParts
  ) throws(ExplainerError) -> CodedWeight {
    let stem = name.dropLast("weight".count)
    let scales = try parts.needed("\(stem)SCB", by: name)
    guard part.shape.count == 2, !part.shape.contains(0) else {
      throw part.error("this weight is no matrix", "[out, in]", "\(part.shape)", code: .badShape)
    }
    _ = try scales.checked([part.shape[0]], types: .f32)
    let format = parts["\(stem)weight_format"]
    if let format {
      let number = try format.checked(types: .u8).bytes()
      guard number == [0] else { throw format.error("rows lie in another order", "0 (row)", "\(number)") }
    }
    return CodedWeight(
      name: name, typeName: "INT8", shape: part.shape, parts: [part, scales] + (format.map { [$0] } ?? []),
      heldBytes: 0
    ) {
      () throws(ExplainerError) in
      var codes = NumberCodes(
        bits: 8, values: NumberCodes.signedBytes, columns: part.shape[1], scaleType: .f32, groupRows: 1,
        groupColumns: part.shape[1], rounding: .none)
      codes.factor = 7.874015718698502e-3
      return CodedTensor(shape: part.shape, codes: codes, bytes: part.codes, scales: scales.codes)
    }
  }

  /// Codes of all numbers one after the other, the first in the high bits, with the greatest magnitude of each block.
  private static func fourBits(
    _ name: String, _ part: StoredPart, _ statePart: StoredPart, _ type: String, _ parts: StoredParts
  ) throws(ExplainerError) -> CodedWeight {
    let state: JSONValue
    let text = try statePart.checked(types: .u8).bytes()
    do throws(JSONError) { state = try JSONValue(parsing: text, dialect: .python) } catch {
      throw statePart.error("is no JSON", "an object", "\(error)", code: .badData)
    }
    let shape = (state["shape"]?.array ?? []).compactMap(\.int)
    let block = state["blocksize"]?.int ?? 0
    guard shape.count == 2, shape.count == state["shape"]?.array?.count,
      shape.allSatisfy({ $0 > 0 && $0 <= 1 << 28 }), block.nonzeroBitCount == 1, (32...4096).contains(block)
    else {
      throw statePart.error(
        "cannot be used", "the 'shape' of a matrix and a 'blocksize', a power of two from 32 to 4096",
        state.text().cut(to: 80),
        code: .badData)
    }
    let roundings: [String: NumberCodes.Rounding] = ["float16": .f16, "bfloat16": .bf16, "float32": .none]
    guard let rounding = roundings[state["dtype"]?.string ?? ""] else {
      throw statePart.error(
        "cannot be used", "a 'dtype' float16, bfloat16 or float32", state.text().cut(to: 80), code: .badData)
    }
    let count = shape[0] * shape[1]
    let blocks = (count + block - 1) / block
    _ = try part.checked([(count + 1) / 2, 1], [1, (count + 1) / 2], types: .u8)
    let map = try parts.needed("\(name).quant_map", by: name).checked([16], types: .f32)
    let scales = try parts.needed("\(name).absmax", by: name).checked([blocks])
    var nested: (map: StoredPart, scales: StoredPart, block: Int, offset: Float)?
    if scales.type == .u8 {
      guard let inner = state["nested_blocksize"]?.int, inner > 0, inner <= 1 << 20,
        let offset = state["nested_offset"]?.double
      else {
        throw statePart.error(
          "cannot be used", "'nested_blocksize' and 'nested_offset'", state.text().cut(to: 80), code: .badData
        )
      }
      nested = (
        try parts.needed("\(name).nested_quant_map", by: name).checked([256], types: .f32),
        try parts.needed("\(name).nested_absmax", by: name).checked(
          [(blocks + inner - 1) / inner], types: .f32), inner, Float(offset)
      )
    } else {
      _ = try scales.checked(types: .f32)
    }
    let inside = nested
    return CodedWeight(
      name: name, typeName: type.uppercased(), shape: shape,
      parts: [part, statePart, map, scales] + (inside.map { [$0.map, $0.scales] } ?? []),
      heldBytes: inside == nil ? 0 : 4 * blocks
    ) {
      () throws(ExplainerError) in
      var codes = NumberCodes(
        // In rows, where no block reaches from one into the next.
        bits: 4, values: try map.floats(), columns: shape[1] % block == 0 ? shape[1] : count, scaleType: .f32,
        groupRows: 1, groupColumns: block,
        rounding: rounding)
      codes.isFirstHigh = true
      var magnitudes = scales.codes
      if let inside {
        let (values, greatest) = (try inside.map.floats(), try inside.scales.floats())
        magnitudes = CodeBytes(
          try scales.bytes().enumerated().map { index, code in
            values[Int(code)] * greatest[index / inside.block] + inside.offset
          })
      }
      return CodedTensor(shape: shape, codes: codes, bytes: part.codes, scales: magnitudes)
    }
  }
}
