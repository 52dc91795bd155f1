internal import CKernels

extension RMSNorm {
  /// The gradient with respect to the input, of its shape.
  ///
  /// - Parameters:
  ///   - dY: the gradient with respect to the output, `[R, C]` or `[R, H·C]`.
  ///   - input: what was normalised, of the same shape.
  ///   - isScaleFrozen: whether `1 / sqrt(mean(x²) + ε)` is taken for a constant, so that the norm is linear.
  /// - Precondition: equal shapes, whose columns are a multiple of the norm's width.
  public func backward(_ dY: Tensor, input: Tensor, isScaleFrozen: Bool = false) -> Tensor {
    precondition(dY.shape == input.shape, "a gradient of \(dY.shape) for \(input.shape)")
    let groups = groups(of: input)
    return Tensor(
      shape: input.shape,
      writing: { out in
        input.withUnsafeElements { x in
          weight.withUnsafeElements { weight in
            dY.withUnsafeElements { gradient in
              ck_rms_norm_backward(
                x.baseAddress, weight.baseAddress, offset, epsilon, isScaleFrozen ? 1 : 0, groups,
                weight.count, gradient.baseAddress, out)
            }
          }
        }
      })
  }
}
