import Tensors

/// One operation on the tape: what it needs for its backward rule.
protocol TapeStep: Sendable {
  /// Passes on to what the operation read the gradient with respect to what it made.
  func back(_ gradient: Tensor, _ gradients: inout Gradients)
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
