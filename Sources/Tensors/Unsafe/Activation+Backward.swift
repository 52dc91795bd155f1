internal import CKernels

extension Activation {
  /// The gradient with respect to the argument: `dY · f′(input)`, element by element.
  ///
  /// - Parameters:
  ///   - dY: the gradient with respect to the function's values.
  ///   - input: what the function was applied to, of the same shape.
  /// - Precondition: equal shapes.
  public func backward(_ dY: Tensor, input: Tensor) -> Tensor {
    precondition(dY.shape == input.shape, "a gradient of \(dY.shape) for \(input.shape)")
    guard self != .linear else { return dY }
    var gradient = dY
    gradient.update { gradient in
      input.withUnsafeElements { x in
        guard let x = x.baseAddress, let to = gradient.baseAddress else { return }
        switch self {
        case .gelu: ck_gelu_erf_backward(x, gradient.count, to)
        case .geluNew, .geluTanh, .geluFast: ck_gelu_tanh_backward(x, gradient.count, to)
        case .geluQuick: ck_gelu_quick_backward(x, gradient.count, to)
        case .relu: ck_relu_backward(x, gradient.count, to)
        case .reluSquared: ck_relu_squared_backward(x, gradient.count, to)
        case .silu, .swish: ck_silu_backward(x, gradient.count, to)
        case .tanh: ck_tanh_backward(x, gradient.count, to)
        case .sigmoid: ck_sigmoid_backward(x, gradient.count, to)
        case .linear: break
        }
      }
    }
    return gradient
  }
}
