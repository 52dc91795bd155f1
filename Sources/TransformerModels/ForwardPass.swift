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

extension ForwardPass {
  /// What `recorder` has captured, and the last of the `states`, `[T, D]`.
  init(_ recorder: TraceRecorder, states: Tensor?) {
    trace = recorder.trace
    lastState = states.map { Tensor(shape: [1, $0.shape[1]], values: $0.slice($0.shape[0] - 1).values) }
  }
}
