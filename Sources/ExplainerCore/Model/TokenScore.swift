/// A token and what a head gives it.
public struct TokenScore: Sendable, Hashable {
  /// The token's id.
  public var id: Int
  /// The score, before any softmax.
  public var score: Float

  /// A token with its score.
  public init(id: Int, score: Float) {
    self.id = id
    self.score = score
  }
}
