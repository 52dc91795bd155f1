internal import CKernels

extension Tensor {
  /// Applies `function` to every element.
  public mutating func apply(_ function: Activation) {
    update { elements in
      guard let x = elements.baseAddress else { return }
      switch function {
      case .gelu: ck_gelu_erf(x, elements.count)
      case .geluNew, .geluTanh, .geluFast: ck_gelu_tanh(x, elements.count)
      case .geluQuick: ck_gelu_quick(x, elements.count)
      case .relu: ck_relu(x, elements.count)
      case .reluSquared: ck_relu_squared(x, elements.count)
      case .silu, .swish: ck_silu(x, elements.count)
      case .tanh: ck_tanh(x, elements.count)
      case .sigmoid: ck_sigmoid(x, elements.count)
      case .linear: break
      }
    }
  }

  /// The tensor with `function` applied to every element.
  public func applying(_ function: Activation) -> Tensor {
    var copy = self
    copy.apply(function)
    return copy
  }
}
