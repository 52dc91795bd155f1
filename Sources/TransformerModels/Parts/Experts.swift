import Tensors

/// Several small MLPs, of which each token is sent to a few.
struct Experts: Sendable {
  let router: Router
  /// E.
  let experts: [Expert]
  /// One that every token is sent to; nil where there is none.
  let shared: Shared?
  let output: SiteID

  /// One MLP.
  struct Expert: Sendable {
    let up: Linear
    let gate: Linear
    let down: Linear
    let function: Function

    /// What stands between the maps.
    enum Function: Sendable {
      /// activation(gate) · up.
      case gated(Activation)
      /// gate · σ(α · gate) · (up + 1), with the gate at most `limit` and what goes up within ±`limit`.
      ///
      /// Source: `GptOssExperts` of transformers 5.24.
      case clampedSwish(alpha: Float, limit: Float)
    }

    /// `[R, D]` → `[R, D]`.
    func callAsFunction(_ x: Flow, in pass: inout Pass) -> Flow { pass.linear(down, hidden(x, in: &pass)) }

    private func hidden(_ x: Flow, in pass: inout Pass) -> Flow {
      var gates = pass.linear(gate, x)
      var risen = pass.linear(up, x)
      switch function {
      case .gated(let activation):
        pass.activate(activation, &gates)
      case .clampedSwish(let alpha, let limit):
        pass.clamp(&gates, to: -.infinity...limit)
        pass.clamp(&risen, to: -limit...limit)
        pass.shift(&risen, by: 1)
        var swish = gates
        pass.scale(&swish, by: alpha)
        pass.activate(.sigmoid, &swish)
        pass.multiply(&gates, by: swish)
      }
      pass.multiply(&gates, by: risen)
      return gates
    }
  }

  /// An expert that every token is sent to, and what it is multiplied with.
  struct Shared: Sendable {
    let expert: Expert
    /// D → 1, behind σ; nil where it counts as it is.
    let gate: Linear?
  }

  /// `[R, D]` → `[R, D]`.
  func callAsFunction(_ x: Flow, in pass: inout Pass) -> Flow {
    let weights = router(x, in: &pass)
    var sum = Flow(Tensor(shape: x.tensor.shape, filling: { _ in }))
    for (number, expert) in experts.enumerated() {
      let rows = weights.tensor.rows(whereColumnIsNotZero: number)
      guard !rows.isEmpty else { continue }
      let given = expert(pass.rows(rows, of: x), in: &pass)
      pass.add(given, times: weights, column: number, toRows: rows, of: &sum)
    }
    if let shared { pass.add(self.shared(shared, x, in: &pass), to: &sum) }
    pass.visit(output, &sum)
    return sum
  }

  private func shared(_ shared: Shared, _ x: Flow, in pass: inout Pass) -> Flow {
    let given = shared.expert(x, in: &pass)
    guard let gate = shared.gate else { return given }
    var share = pass.linear(gate, x)
    pass.activate(.sigmoid, &share)
    var sum = Flow(Tensor(shape: given.tensor.shape, filling: { _ in }))
    pass.add(given, times: share, column: 0, toRows: Array(0..<given.tensor.shape[0]), of: &sum)
    return sum
  }
}
