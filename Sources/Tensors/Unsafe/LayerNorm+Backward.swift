internal import CKernels

extension LayerNorm {
  /// The gradient with respect to the input, `[T, C]`.
  ///
  /// - Parameters:
  ///   - dY: the gradient with respect to the output, `[T, C]`.
  ///   - input: what was normalised, `[T, C]`.
  ///   - isScaleFrozen: whether `1 / sqrt(variance + ε)` is taken for a constant, so that the norm is linear.
  /// - Precondition: equal shapes of the norm's width.
  public func backward(_ dY: Tensor, input: Tensor, isScaleFrozen: Bool = false) -> Tensor {
    precondition(
      input.rank == 2 && input.shape[1] == weight.count && dY.shape == input.shape,
      "a gradient of \(dY.shape) for \(input.shape) in a norm of \(weight.count)")
    return Tensor(
      shape: input.shape,
      writing: { out in
        input.withUnsafeElements { x in
          weight.withUnsafeElements { weight in
            dY.withUnsafeElements { gradient in
              ck_layer_norm_backward(
                x.baseAddress, weight.baseAddress, epsilon, isScaleFrozen ? 1 : 0, input.shape[0],
                input.shape[1], gradient.baseAddress, out)
            }
          }
        }
      })
  }
}
