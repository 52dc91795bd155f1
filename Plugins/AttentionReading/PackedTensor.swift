package import JSON
package import Tensors

/// Numbers of several layers as a page carries them: half precision, all of them or the greatest of each row.
package enum PackedTensor {
  /// How rows of weights are kept.
  package enum Form: Sendable, Hashable {
    /// Every number.
    case dense
    /// The greatest of each row, this many.
    case greatest(Int)
  }

  /// Numbers of a layer from which on coding their upper bytes is tried.
  static let codingCount = 2048

  /// All numbers of the layers, tensors of one shape, without loss: where it takes less room, with their upper bytes
  /// (sign, exponent and the top of the fraction, of which few are common) in a Huffman code.
  package static func dense(_ layers: [Tensor]) -> JSONValue {
    let halves = layers.map(Self.halves)
    var json: JSONObject = ["type": "f16", "shape": JSONValue([layers.count] + (layers.first?.shape ?? []))]
    let isTried = halves.contains { $0.count >= Self.codingCount }
    let coded = isTried ? halves.map(Self.coded) : []
    let isSmaller = coded.reduce(0) { $0 + $1.count } < halves.reduce(0) { $0 + 2 * $1.count }
    if isTried, isSmaller { json["coding"] = "huffman" }
    json["layers"] = .array(
      isTried && isSmaller
        ? coded.map { .string(Base64.text($0)) } : halves.map { .string(Base64.text($0)) })
    return .object(json)
  }

  /// Lengths of codes, codes of the upper bytes, lower bytes as they are.
  static func coded(_ halves: [UInt16]) -> [UInt8] {
    let upper = halves.map { UInt8(truncatingIfNeeded: $0 >> 8) }
    let code = HuffmanCode(for: upper)
    return code.header + code.encode(upper) + halves.map { UInt8(truncatingIfNeeded: $0) }
  }

  /// The layers' rows in the form asked for; `kept` takes account of what is not carried.
  package static func rows(_ layers: [Tensor], _ form: Form, kept: inout KeptShares) -> JSONValue {
    guard case .greatest(let count) = form else { return dense(layers) }
    let tops = layers.map { GreatestOfRows($0, count: count) }
    for top in tops { kept.add(rests: top.rests) }
    return .object([
      "type": "top", "shape": JSONValue([layers.count] + (layers.first?.shape ?? [])),
      "k": .integer(count),
      "index": .array(tops.map { .string(Base64.text($0.indices)) }),
      "value": .array(tops.map { .string(Base64.text($0.values.map(HalfPrecision.bits))) }),
      "rest": .array(tops.map { .string(Base64.text($0.rests.map(HalfPrecision.bits))) }),
    ])
  }

  private static func halves(of tensor: Tensor) -> [UInt16] {
    tensor.withUnsafeElements { $0.map(HalfPrecision.bits) }
  }
}
