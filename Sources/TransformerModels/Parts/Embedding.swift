import Tensors

/// What enters layer 0: the tokens' embeddings, with those of segments and positions where the family has them.
struct Embedding: Sendable {
  /// `[V, D]`.
  let tokens: Tensor
  /// What token embeddings are multiplied with; nil for 1.
  let scale: Float?
  /// `[segments, D]`.
  let segments: Tensor?
  /// `[offset + context, D]`.
  let positions: Tensor?
  /// The rows of `positions` before that of position 0.
  let positionOffset: Int
  let norm: Norm?
  let tokensSite: SiteID
  let site: SiteID

  /// The ids that `stack` reads → `[R, D]`.
  func callAsFunction(of stack: String?, in pass: inout Pass) -> Flow {
    var sum = pass.look(up: pass.ids(in: stack), in: tokens)
    if let scale { pass.scale(&sum, by: scale) }
    pass.visit(tokensSite, &sum)
    if let segments { pass.add(pass.look(up: pass.segments, in: segments), to: &sum) }
    if let positions { pass.add(pass.lookUpPositions(in: positions, offset: positionOffset), to: &sum) }
    if let norm { sum = pass.norm(norm, sum) }
    pass.visit(site, &sum)
    return sum
  }
}
