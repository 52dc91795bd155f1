import Tensors

/// One operation on the tape: what it needs for its backward rule.
protocol TapeStep: Sendable {
  /// Passes on to what the operation read the gradient with respect to what it made.
  func back(_ gradient: Tensor, _ gradients: inout Gradients)

  /// The same where the objective does not depend on what it made; for an operation that the objective may be made of
  /// inside.
  func back(_ gradients: inout Gradients)
}

extension TapeStep {
  func back(_ gradients: inout Gradients) {}
}

/// Where something begins that is differentiated.
struct LeafStep: TapeStep {
  func back(_ gradient: Tensor, _ gradients: inout Gradients) {}
}

/// What goes on as it is, in a place of its own.
struct ThroughStep: TapeStep {
  let x: Tape.Node

  func back(_ gradient: Tensor, _ gradients: inout Gradients) { gradients.add(gradient, to: x) }
}
