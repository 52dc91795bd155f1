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
  var hasSinks = false
  var bias = Bias.none
  var positions = Positions.none

  enum Bias: Sendable { case none, slopes, roundedSlopes, oneSided, twoSided }
  enum Positions: Sendable { case none, both, keys, queries }

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
    AttentionCase(hasSinks: true), AttentionCase(queries: 3, keys: 9, window: 2, hasSinks: true),
    AttentionCase(window: 50, bias: .slopes), AttentionCase(queries: 2, keys: 5, bias: .roundedSlopes),
    AttentionCase(queries: 4, keys: 9, bias: .oneSided),
    AttentionCase(queries: 1, keys: 12, softcap: 2, bias: .oneSided),
    AttentionCase(queries: 9, keys: 6, isCausal: false, hasSinks: true, bias: .twoSided),
    AttentionCase(isCausal: false, positions: .both),
    AttentionCase(queries: 9, keys: 9, heads: 2, keyHeads: 2, isCausal: false, positions: .keys),
    AttentionCase(queries: 2, keys: 9, window: 4, softcap: 3, bias: .slopes, positions: .queries),
    AttentionCase(queries: 1, keys: 1, isCausal: false, bias: .twoSided, positions: .both),
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
    AttentionCase(queries: 33, keys: 33, width: 8, isCausal: false, positions: .both),
    AttentionCase(queries: 100, keys: 100, isCausal: false, window: 9, hasSinks: true, bias: .twoSided),
    AttentionCase(queries: 70, keys: 90, heads: 2, hasSinks: true, bias: .oneSided, positions: .both),
    AttentionCase(queries: 90, keys: 100, window: 20, bias: .slopes, positions: .keys),
  ]

  var attention: Attention {
    Attention(
      heads: heads, keyHeads: keyHeads, scale: 0.4, window: window, softcap: softcap,
      sinks: hasSinks ? sinks : nil, bias: positionBias)
  }
  private var sinks: Tensor {
    var random = random(1)
    return random.tensor([heads], scale: 2)
  }
  /// Few buckets, so that most are shared and some distances lie beyond the last.
  private var positionBias: PositionBias? {
    var random = random(2)
    switch bias {
    case .none: return nil
    case .slopes: return .slopes((0..<heads).map { _ in 0.3 * random.next() })
    case .roundedSlopes: return .roundedSlopes((0..<heads).map { _ in 0.3 * random.next() }, scale: 0.7)
    case .oneSided, .twoSided:
      let buckets = PositionBias.Buckets(count: 8, farthest: 6, isTwoSided: bias == .twoSided)
      return .table(random.tensor([8, heads], scale: 2), buckets)
    }
  }
  var disentangled: DisentangledPositions? {
    var random = random(3)
    let buckets = DisentangledPositions.Buckets(count: 4, farthest: 8)
    let tables = (
      keys: random.tensor([8, keyHeads * width]), queries: random.tensor([8, heads * width])
    )
    switch positions {
    case .none: return nil
    case .both: return DisentangledPositions(keys: tables.keys, queries: tables.queries, buckets: buckets)
    case .keys: return DisentangledPositions(keys: tables.keys, queries: nil, buckets: buckets)
    case .queries: return DisentangledPositions(keys: nil, queries: tables.queries, buckets: buckets)
    }
  }
  var mask: AttentionMask { isCausal ? .causal(start: keys - queries) : .none }
  var description: String {
    "\(queries)×\(keys), \(heads)/\(keyHeads) heads of \(width)/\(valueWidth), \(mask), "
      + "window \(window ?? 0), cap \(softcap ?? 0), \(hasSinks ? "sinks" : "no sinks"), bias \(bias), "
      + "positions \(positions)"
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
      attention, queries: inputs[0], keys: inputs[1], values: inputs[2], mask: mask, positions: disentangled,
      onScores: onScores, onPattern: onPattern)
  }

  private func random(_ use: Int) -> RandomNumbers {
    RandomNumbers(seed: UInt64(queries * 100 + keys + 7 * use))
  }
}
