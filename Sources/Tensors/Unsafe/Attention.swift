/// Scaled dot-product attention over heads that lie side by side: `softmax(q·kᵀ·scale + mask)·v` for each
/// head.
///
/// Source: Vaswani et al. 2017, eq. 1; keys shared by groups of heads: Ainslie et al. 2023. Unless they are asked
/// for, scores of one head at a time are held: memory is `[T, S]`, not `[H, T, S]`.
public struct Attention: Sendable {
  /// Looks at the matrix of one head, `[T, S]`, and may change it, but not its shape.
  public typealias HeadEdit = (_ head: Int, _ matrix: inout Tensor) -> Void

  /// The number of heads of queries.
  public let heads: Int
  /// The number of heads of keys and values; query head `h` reads key head `h / (heads / keyHeads)`.
  public let keyHeads: Int
  /// What scores are multiplied with.
  public let scale: Float
  /// How many keys back a query sees, its own included; nil for all.
  ///
  /// With a causal mask key `j` is hidden from position `p` unless `p − j < window`. Without a mask the window reaches as
  /// far forward as back, `|t − j| < window` for query `t`.
  public let window: Int?
  /// What scores are kept below, `cap · tanh(scores / cap)`, before the mask; nil for no limit.
  public let softcap: Float?
  /// One more score of each head that every query sees, and whose weight is dropped: rows of the pattern sum to less than
  /// 1 (gpt-oss), `[H]`; nil for none.
  public let sinks: Tensor?
  /// What is added to scaled scores, before the cap, for where queries and keys stand; nil for nothing.
  public let bias: PositionBias?

  /// Attention of `heads` heads.
  ///
  /// - Parameters:
  ///   - heads: H, the heads of queries.
  ///   - keyHeads: K, those of keys and values; nil for as many.
  ///   - scale: what scores are multiplied with.
  ///   - window: how far a query sees; nil for no limit.
  ///   - softcap: what scores are kept below; nil for no limit.
  ///   - sinks: one more score of each head, `[H]`, whose weight is dropped; nil for none.
  ///   - bias: what is added to scores for where queries and keys stand; nil for nothing.
  /// - Precondition: the heads are a multiple of the key heads; the window and the cap are positive; sinks and bias are
  ///   those of as many heads.
  public init(
    heads: Int, keyHeads: Int? = nil, scale: Float, window: Int? = nil, softcap: Float? = nil,
    sinks: Tensor? = nil, bias: PositionBias? = nil
  ) {
    let keyHeads = keyHeads ?? heads
    precondition(keyHeads > 0 && heads % keyHeads == 0, "\(heads) heads over \(keyHeads) of keys")
    precondition(window ?? 1 > 0 && softcap ?? 1 > 0, "a window or a cap that is not positive")
    precondition(sinks?.shape ?? [heads] == [heads], "sinks of another number of heads than \(heads)")
    precondition(bias?.heads ?? heads == heads, "a position bias of another number of heads than \(heads)")
    self.heads = heads
    self.keyHeads = keyHeads
    self.scale = scale
    self.window = window
    self.softcap = softcap
    self.sinks = sinks
    self.bias = bias
  }

  /// How many heads of queries share a head of keys.
  var group: Int { heads / keyHeads }

  /// How many threads share the heads of a call: one where there is little to do.
  ///
  /// What a head gives does not depend on it.
  func threads(_ queries: MatrixView, _ values: MatrixView) -> Int {
    let (width, size) = (queries.columns / heads, values.columns / keyHeads)
    let pairs = queries.rows * values.rows
    return heads * pairs * (width + size) >= MatrixProduct.muchWork ? Crew.size : 1
  }

  /// The sink of one head; −∞ where there is none.
  func sink(of head: Int) -> Float { sinks?[flat: head] ?? -.infinity }
}

extension AttentionMask {
  /// Which of `keys` keys query 0 of `queries` sees through a window; each later query sees those one further on.
  ///
  /// Keys before the first and beyond the last are no more than a way to count.
  func span(keys: Int, queries: Int, window: Int?) -> Range<Int> {
    guard let window else { return -queries..<max(-queries, visible(keys: keys)) }
    switch self {
    case .none: return 1 - window..<window
    case .causal(let start): return start + 1 - window..<start + 1
    }
  }
}
