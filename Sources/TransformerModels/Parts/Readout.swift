import ExplainerCore
import Tensors

/// What is read off the last states beside the scores of tokens: a classifier.
struct Readout: Sendable {
  /// What is read.
  enum Rows: Sendable {
    /// The first token, as `[CLS]`.
    case first
    /// The last.
    case last
    /// The mean of all.
    case mean
    /// Of two stacks, the one in the place of the last token with this id that the encoder reads: of the text's end.
    case end(Int)
    /// Each.
    case every
  }

  /// A linear map, and what follows it.
  struct Step: Sendable {
    let map: Linear
    var activation: Activation?
    /// Behind the function; nil where nothing norms.
    var norm: Norm?
    let site: SiteID
  }

  let rows: Rows
  let steps: [Step]

  /// Shows what the steps make of `states`, `[R, D]`, as far as somebody asks.
  func callAsFunction(_ states: Flow, in pass: inout Pass) {
    guard let last = steps.lastIndex(where: { pass.awaits($0.site) }) else { return }
    let layout = pass.layout
    var read = pooled(states, in: &pass)
    for step in steps[...last] {
      read = pass.linear(step.map, read)
      if let activation = step.activation { pass.activate(activation, &read) }
      if let norm = step.norm { read = pass.norm(norm, read) }
      pass.visit(step.site, &read)
    }
    pass.go(on: layout)
  }

  /// What stands for the texts, a row each, or all rows as they are.
  private func pooled(_ states: Flow, in pass: inout Pass) -> Flow {
    let texts = pass.layout.texts
    if case .every = rows { return states }
    defer { pass.go(on: pass.layout.pooled) }
    switch rows {
    case .every, .first: return pass.rows(texts.map(\.rows.lowerBound), of: states)
    case .last: return pass.rows(texts.map { $0.rows.upperBound - 1 }, of: states)
    case .mean: return pass.means(texts.map(\.rows), of: states)
    case .end(let token):
      let places = pass.plan.inputs.map { $0.ids.lastIndex(of: token) ?? 0 }
      return pass.rows(zip(texts, places).map { $0.rows.lowerBound + $1 }, of: states)
    }
  }
}
