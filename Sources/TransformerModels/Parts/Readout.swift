import Tensors

/// What is read off the last states beside the scores of tokens: a classifier.
struct Readout: Sendable {
  /// What is read.
  enum Rows: Sendable {
    /// The first token, as `[CLS]`.
    case first
    /// The last.
    case last
    /// Each.
    case every
  }

  /// A linear map, and what follows it.
  struct Step: Sendable {
    let map: Linear
    var activation: Activation?
    let site: SiteID
  }

  let rows: Rows
  let steps: [Step]

  /// Shows what the steps make of `states`, `[R, D]`, as far as somebody asks.
  func callAsFunction(_ states: Flow, in pass: inout Pass) {
    guard let last = steps.lastIndex(where: { pass.awaits($0.site) }) else { return }
    let layout = pass.layout
    var read = states
    switch rows {
    case .every: break
    case .first: read = pass.rows(layout.texts.map(\.rows.lowerBound), of: states)
    case .last: read = pass.rows(layout.texts.map { $0.rows.upperBound - 1 }, of: states)
    }
    if rows != .every { pass.go(on: layout.pooled) }
    for step in steps[...last] {
      read = pass.linear(step.map, read)
      if let activation = step.activation { pass.activate(activation, &read) }
      pass.visit(step.site, &read)
    }
    pass.go(on: layout)
  }
}
