import ExplainerCore
import Tensors

/// Two linear maps with an activation function between them, one position at a time.
struct FeedForward: Sendable {
  let address: LayerAddress
  /// D → F.
  let up: Linear
  let activation: Activation
  /// F → D.
  let down: Linear

  /// What the layer adds to the stream: `[T, D]` → `[T, D]`.
  func callAsFunction(_ x: Tensor, recorder: inout TraceRecorder) -> Tensor {
    var neurons = up(x)
    neurons.apply(activation)
    recorder.keep(address("mlp.neurons"), neurons)
    let output = down(neurons)
    recorder.keep(address("mlp.output"), output)
    return output
  }
}
