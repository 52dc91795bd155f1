import Tensors

/// What sends tokens to experts: a score for each expert, of which the highest are chosen.
struct Router: Sendable {
  /// D → E.
  let map: Linear
  let choice: ExpertChoice
  /// What is added to the experts' shares for the choice alone, `[E]`; nil for nothing.
  let bias: Tensor?
  /// What weights are multiplied with.
  let factor: Float
  let scores: SiteID
  let chosen: SiteID
  let weights: SiteID

  /// `[R, D]` → how much each expert counts for each token, `[R, E]`: 0 for those not chosen.
  func callAsFunction(_ x: Flow, in pass: inout Pass) -> Flow {
    var scores = pass.linear(map, x)
    pass.visit(self.scores, &scores)
    let ranked = choice.ranked(scores.tensor, bias: bias)
    pass.note(chosen, in: pass.layout) { text in
      Tensor(
        shape: [text.rows.count, choice.count],
        values: text.rows.flatMap { ranked[$0].map(Float.init) })
    }
    var weights = pass.choose(choice, ranked, of: scores)
    if factor != 1 { pass.scale(&weights, by: factor) }
    pass.visit(self.weights, &weights)
    return weights
  }
}
