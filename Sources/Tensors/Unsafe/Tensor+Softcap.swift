internal import CKernels

extension Tensor {
  /// Keeps every element within ±`cap`, smoothly: `cap · tanh(x / cap)`.
  ///
  /// Source: Gemma Team 2024 (Gemma 2), section 2.
  ///
  /// - Precondition: `cap` is positive.
  public mutating func softcap(_ cap: Float) {
    precondition(cap > 0, "a cap of \(cap)")
    update { ck_softcap($0.baseAddress, cap, $0.count) }
  }

  /// The gradient with respect to what `softcap` was applied to, given that with respect to its values.
  ///
  /// - Parameters:
  ///   - dY: the gradient with respect to the capped values.
  ///   - capped: the capped values, of the same shape.
  ///   - cap: what they were capped with.
  /// - Precondition: equal shapes; `cap` is positive.
  public static func softcapBackward(_ dY: Tensor, capped: Tensor, cap: Float) -> Tensor {
    precondition(dY.shape == capped.shape && cap > 0, "a gradient of \(dY.shape) for \(capped.shape)")
    var gradient = dY
    gradient.update { gradient in
      capped.withUnsafeElements { capped in
        guard let capped = capped.baseAddress, let gradient = gradient.baseAddress else { return }
        ck_softcap_backward(capped, cap, dY.count, gradient)
      }
    }
    return gradient
  }
}
