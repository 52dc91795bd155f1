internal import CKernels

/// Layer normalisation of each row, `y = (x − mean) / sqrt(variance + ε) · weight + bias`, with the biased
/// variance.
///
/// Source: Ba et al. 2016, eq. 4; as `torch.nn.LayerNorm`.
public struct LayerNorm: Sendable {
  /// The gain, `[C]`.
  public let weight: Tensor
  /// The shift, `[C]`; nil where there is none.
  public let bias: Tensor?
  /// ε, added to the variance.
  public let epsilon: Float

  /// A norm over parameters that stay where they are.
  ///
  /// - Precondition: `weight` and `bias` have one extent, the same.
  public init(weight: Tensor, bias: Tensor? = nil, epsilon: Float) {
    precondition(
      weight.rank == 1 && weight.shape == (bias ?? weight).shape,
      "a norm of \(weight.shape) and \((bias ?? weight).shape)")
    self.weight = weight
    self.bias = bias
    self.epsilon = epsilon
  }

  /// `[T, C]` → `[T, C]`.
  ///
  /// - Precondition: the input has the norm's width.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(
      input.rank == 2 && input.shape[1] == weight.count, "\(input.shape) for a norm of \(weight.count)")
    return Tensor(
      shape: input.shape,
      writing: { out in
        input.withUnsafeElements { x in
          weight.withUnsafeElements { weight in
            withUnsafeBase(of: bias) { bias in
              ck_layer_norm(
                x.baseAddress, weight.baseAddress, bias, epsilon, input.shape[0], input.shape[1], out)
            }
          }
        }
      })
  }
}
