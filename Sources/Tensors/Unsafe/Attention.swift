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

  /// Attention of `heads` heads.
  ///
  /// - Parameters:
  ///   - heads: H, the heads of queries.
  ///   - keyHeads: K, those of keys and values; nil for as many.
  ///   - scale: what scores are multiplied with.
  ///   - window: how far a query sees; nil for no limit.
  ///   - softcap: what scores are kept below; nil for no limit.
  /// - Precondition: the heads are a multiple of the key heads; the window and the cap are positive.
  public init(
    heads: Int, keyHeads: Int? = nil, scale: Float, window: Int? = nil, softcap: Float? = nil
  ) {
    let keyHeads = keyHeads ?? heads
    precondition(keyHeads > 0 && heads % keyHeads == 0, "\(heads) heads over \(keyHeads) of keys")
    precondition(window ?? 1 > 0 && softcap ?? 1 > 0, "a window or a cap that is not positive")
    self.heads = heads
    self.keyHeads = keyHeads
    self.scale = scale
    self.window = window
    self.softcap = softcap
  }

  /// How many heads of queries share a head of keys.
  var group: Int { heads / keyHeads }
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
