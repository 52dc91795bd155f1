import ExplainerCore
import Tensors

/// Two linear maps with an activation function between them, one position at a time.
struct FeedForward: Sendable {
  let place: LayerAddress
  /// D → F.
  let up: Linear
  let activation: Activation
  /// F → D.
  let down: Linear

  /// What the layer adds to the stream: `[T, D]` → `[T, D]`.
  func callAsFunction(_ x: Tensor, recorder: inout TraceRecorder) -> Tensor {
    var neurons = up(x)
    neurons.apply(activation)
    recorder.keep(place("mlp.neurons"), neurons)
    let output = down(neurons)
    recorder.keep(place("mlp.output"), output)
    return output
  }
}
