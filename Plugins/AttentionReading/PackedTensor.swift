import Encodings
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
  ///
  /// - Parameter carried: for each layer whether it is carried; null stands for one that is not. Nil for all.
  package static func dense(_ layers: [Tensor], carried: [Bool]? = nil) -> JSONValue {
    let halves = zip(layers, carried ?? layers.map { _ in true }).map { $1 ? Self.halves(of: $0) : nil }
    var json: JSONObject = ["type": "f16", "shape": JSONValue([layers.count] + (layers.first?.shape ?? []))]
    let isTried = halves.contains { $0.map { $0.count >= Self.codingCount } ?? false }
    let coded = isTried ? halves.map { $0.map(Self.coded) } : []
    func size<Number>(_ lists: [[Number]?]) -> Int { lists.reduce(0) { $0 + ($1?.count ?? 0) } }
    let isCoded = isTried && size(coded) < 2 * size(halves)
    if isCoded { json["coding"] = "huffman" }
    json["layers"] = .array(
      isCoded
        ? coded.map { $0.map { .string(Base64.text($0)) } ?? .null }
        : halves.map { $0.map { .string(Base64.text($0)) } ?? .null })
    return .object(json)
  }

  /// Lengths of codes, codes of the upper bytes, lower bytes as they are.
  static func coded(_ halves: [UInt16]) -> [UInt8] {
    let upper = halves.map { UInt8(truncatingIfNeeded: $0 >> 8) }
    let code = HuffmanCode(for: upper)
    return code.header + code.encode(upper) + halves.map { UInt8(truncatingIfNeeded: $0) }
  }

  /// The layers' rows in the form asked for; `kept` takes account of what is not carried.
  ///
  /// With the greatest of each row go sums over everything: of each row's others (`rest`) and of each column
  /// (`received`), those of tokens that a page can hide apart (`…_hidden`), and the rests once more with every weight
  /// times its column's norm (`norm_…`).
  ///
  /// - Parameters:
  ///   - layers: `[slices, rows, columns]` each.
  ///   - norms: `[slices, columns]` each, one a layer; none: no such sums.
  package static func rows(
    _ layers: [Tensor], _ form: Form, hideable: HideableTokens, norms: [Tensor] = [], kept: inout KeptShares
  ) -> JSONValue {
    guard case .greatest(let count) = form else { return dense(layers) }
    let tops = layers.enumerated().map { index, layer in
      GreatestOfRows(
        layer, count: count, hideable: hideable, norms: norms.indices.contains(index) ? norms[index] : nil)
    }
    for top in tops { kept.add(rests: zip(top.rests.shown, top.rests.hidden).map(+)) }
    func halves(_ numbers: (GreatestOfRows) -> [Float]) -> JSONValue {
      .array(tops.map { .string(Base64.text(numbers($0).map(HalfPrecision.bits))) })
    }
    var json: JSONObject = [
      "type": "top", "shape": JSONValue([layers.count] + (layers.first?.shape ?? [])),
      "k": .integer(count), "index": .array(tops.map { .string(Base64.text($0.indices)) }),
      "value": halves(\.values), "rest": halves(\.rests.shown), "rest_hidden": halves(\.rests.hidden),
      "received": halves(\.received.shown), "received_hidden": halves(\.received.hidden),
    ]
    if !norms.isEmpty {
      json["norm_rest"] = halves(\.normRests.shown)
      json["norm_rest_hidden"] = halves(\.normRests.hidden)
    }
    return .object(json)
  }

  private static func halves(of tensor: Tensor) -> [UInt16] {
    tensor.withUnsafeElements { $0.map(HalfPrecision.bits) }
  }
}
