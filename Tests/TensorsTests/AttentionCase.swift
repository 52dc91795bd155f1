@testable import Tensors

/// Attention over random queries, keys and values of some shape.
struct AttentionCase: Sendable, CustomStringConvertible {
  var queries = 5
  var keys = 5
  var heads = 4
  var keyHeads = 2
  var width = 3
  var valueWidth = 3
  var isCausal = true
  var window: Int?
  var softcap: Float?

  /// Shapes with one query after many keys and with long texts, with groups of heads and without, with windows on one
  /// side and on both, and caps that bend scores.
  static let all = [
    AttentionCase(), AttentionCase(isCausal: false), AttentionCase(softcap: 2),
    AttentionCase(queries: 1, keys: 1, heads: 1, keyHeads: 1, width: 1, valueWidth: 1),
    AttentionCase(queries: 1, keys: 9, heads: 3, keyHeads: 3, width: 5, valueWidth: 2, window: 4),
    AttentionCase(
      queries: 3, keys: 8, heads: 6, keyHeads: 1, width: 2, valueWidth: 4, window: 2, softcap: 1.5),
    AttentionCase(queries: 7, keys: 7, heads: 2, keyHeads: 1, isCausal: false, window: 3),
    AttentionCase(queries: 4, keys: 6, isCausal: false, window: 1, softcap: 3),
  ]
  /// Too long to differentiate number by number.
  static let long = [
    AttentionCase(queries: 33, keys: 40, width: 7, valueWidth: 5, window: 11, softcap: 4),
    AttentionCase(queries: 40, keys: 40, heads: 2, keyHeads: 2, width: 8, valueWidth: 8),
    AttentionCase(queries: 20, keys: 70, heads: 2, keyHeads: 1, width: 9, isCausal: false),
    AttentionCase(queries: 100, keys: 100, heads: 2, keyHeads: 1, width: 2, valueWidth: 2, softcap: 4),
    AttentionCase(queries: 90, keys: 100, heads: 1, keyHeads: 1, width: 2, valueWidth: 2, window: 20),
    AttentionCase(
      queries: 90, keys: 100, heads: 1, keyHeads: 1, width: 2, valueWidth: 2, isCausal: false, window: 20),
  ]

  var attention: Attention {
    Attention(heads: heads, keyHeads: keyHeads, scale: 0.4, window: window, softcap: softcap)
  }
  var mask: AttentionMask { isCausal ? .causal(start: keys - queries) : .none }
  var description: String {
    "\(queries)×\(keys), \(heads)/\(keyHeads) heads of \(width)/\(valueWidth), \(mask), "
      + "window \(window ?? 0), cap \(softcap ?? 0)"
  }

  /// Queries, keys and values, whose scores differ by a few units.
  func inputs() -> [Tensor] {
    var random = RandomNumbers(seed: UInt64(queries * 100 + keys))
    return [
      random.tensor([queries, heads * width], scale: 3), random.tensor([keys, keyHeads * width], scale: 3),
      random.tensor([keys, keyHeads * valueWidth]),
    ]
  }

  /// The definition's mixtures.
  func expected(
    _ inputs: [ReferenceMatrix], onScores: ReferenceKernels.HeadEdit? = nil,
    onPattern: ReferenceKernels.HeadEdit? = nil
  ) -> ReferenceMatrix {
    ReferenceKernels.attention(
      attention, queries: inputs[0], keys: inputs[1], values: inputs[2], mask: mask, onScores: onScores,
      onPattern: onPattern)
  }
}
