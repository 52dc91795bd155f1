import Tensors

/// Linear maps with an activation function between them, one position at a time.
struct FeedForward: Sendable {
  /// D → F.
  let up: Linear
  /// D → F: what multiplies what goes up, behind the activation function; nil where nothing does.
  let gate: Linear?
  let activation: Activation
  /// F → D.
  let down: Linear
  let gateSite: SiteID
  let neurons: SiteID
  let output: SiteID

  /// `[R, D]` → `[R, D]`.
  func callAsFunction(_ x: Flow, in pass: inout Pass) -> Flow {
    var hidden = neurons(x, in: &pass)
    pass.visit(neurons, &hidden)
    var given = pass.linear(down, hidden)
    pass.visit(output, &given)
    return given
  }

  private func neurons(_ x: Flow, in pass: inout Pass) -> Flow {
    guard let gate else {
      var hidden = pass.linear(up, x)
      pass.activate(activation, &hidden)
      return hidden
    }
    var gates = pass.linear(gate, x)
    pass.visit(gateSite, &gates)
    pass.activate(activation, &gates)
    pass.multiply(&gates, by: pass.linear(up, x))
    return gates
  }
}
