import ExplainerCore
import Tensors

/// What one pass over a whole input leaves behind.
struct ForwardPass: Sendable {
  /// What was captured, in the order of the computation.
  let trace: Trace
  /// The state that the scores of the next token are read from, `[1, D]`, in memory of its own; nil where the pass
  /// stopped before it, or the family does not continue texts.
  let lastState: Tensor?
}
