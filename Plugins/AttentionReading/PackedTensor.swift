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

/// The greatest numbers of every row of a tensor.
struct GreatestOfRows {
  /// The places in their rows, greatest number first, `count` a row; 65535 where a row has fewer above 0.
  let indices: [UInt16]
  /// The numbers there; 0 where there is none.
  let values: [Float]
  /// What the rest of each row sums to.
  let rests: [Float]

  /// - Parameters:
  ///   - tensor: `[…, columns]`, at most 65,535 columns, no number below 0.
  ///   - count: how many of a row to keep.
  /// - Complexity: O(elements) for rows in random order.
  init(_ tensor: Tensor, count: Int) {
    let columns = tensor.shape.last ?? 1
    let rows = columns > 0 ? tensor.count / columns : 0
    var indices = [UInt16](repeating: .max, count: rows * count)
    var values = [Float](repeating: 0, count: rows * count)
    var rests = [Float](repeating: 0, count: rows)
    tensor.withUnsafeElements { elements in
      for row in 0..<rows {
        let (start, first) = (row * columns, row * count)
        var (kept, least, sum) = (0, Float(0), Float(0))
        for column in 0..<columns {
          let value = elements[start + column]
          sum += value
          guard value > least else { continue }
          // Insertion from behind; of equal numbers the earlier stays in front.
          var place = first + min(kept, count - 1)
          while place > first, values[place - 1] < value {
            values[place] = values[place - 1]
            indices[place] = indices[place - 1]
            place -= 1
          }
          values[place] = value
          indices[place] = UInt16(truncatingIfNeeded: column)
          kept = min(kept + 1, count)
          if kept == count { least = values[first + count - 1] }
        }
        rests[row] = max(0, sum - values[first..<first + count].reduce(0, +))
      }
    }
    (self.indices, self.values, self.rests) = (indices, values, rests)
  }
}
