import Tensors

/// What a norm is: of a layer, or of the root of the mean square.
enum Norm: Sendable {
  case layer(LayerNorm)
  case rootMeanSquare(RMSNorm)

  /// C.
  var width: Int {
    switch self {
    case .layer(let norm): norm.weight.count
    case .rootMeanSquare(let norm): norm.weight.count
    }
  }

  /// `[R, C]` → `[R, C]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .layer(let norm): norm(x)
    case .rootMeanSquare(let norm): norm(x)
    }
  }

  /// The gradient with respect to what was normed, `[R, C]`.
  func backward(_ gradient: Tensor, input: Tensor) -> Tensor {
    switch self {
    case .layer(let norm): norm.backward(gradient, input: input)
    case .rootMeanSquare(let norm): norm.backward(gradient, input: input)
    }
  }
}
