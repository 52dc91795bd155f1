import Tensors

/// What enters layer 0: the tokens' embeddings, with those of segments and positions where the family has them.
struct Embedding: Sendable {
  /// `[V, E]`, E the width of the stream, D, unless something maps to it.
  let tokens: WeightNumbers
  /// What token embeddings are multiplied with; nil for 1.
  let scale: Float?
  /// E → D, before anything is added; nil where nothing maps tokens.
  let tokensProjection: Linear?
  /// `[segments, E]`, or D where tokens are mapped to it before.
  let segments: Tensor?
  /// `[offset + context, E]`, or D.
  let positions: Tensor?
  /// The rows of `positions` before that of position 0.
  let positionOffset: Int
  /// The token that takes no position, and gets the last row before that of position 0; nil where all take one.
  let padding: Int?
  let norm: Norm?
  /// E → D, behind the norm; nil where nothing maps the sum.
  let projection: Linear?
  let tokensSite: SiteID
  let site: SiteID

  /// The ids that `stack` reads → `[R, D]`.
  func callAsFunction(of stack: String?, in pass: inout Pass) -> Flow {
    let ids = pass.ids(in: stack)
    var sum = pass.look(up: ids, in: tokens)
    if let scale { pass.scale(&sum, by: scale) }
    pass.visit(tokensSite, &sum)
    if let tokensProjection { sum = pass.linear(tokensProjection, sum) }
    if let segments { pass.add(pass.look(up: pass.segments, in: segments), to: &sum) }
    if let positions {
      pass.add(
        pass.lookUpPositions(in: positions, offset: positionOffset, of: ids, skipping: padding), to: &sum)
    }
    if let norm { sum = pass.norm(norm, sum) }
    if let projection { sum = pass.linear(projection, sum) }
    pass.visit(site, &sum)
    return sum
  }
}
