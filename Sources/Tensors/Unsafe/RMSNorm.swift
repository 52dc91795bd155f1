internal import CKernels

/// Root-mean-square normalisation, `y = x / sqrt(mean(x²) + ε) · (weight + offset)`, of each group of as many
/// columns as the weight has: of whole rows, or of every head of rows that hold heads side by side.
///
/// Source: Zhang & Sennrich 2019, eq. 4; as `LlamaRMSNorm` of Hugging Face, and with an offset of 1 `GemmaRMSNorm`.
public struct RMSNorm: Sendable {
  /// The gain, `[C]`.
  public let weight: Tensor
  /// ε, added to the mean of squares.
  public let epsilon: Float
  /// What is added to every element of the weight: Gemma stores gains less 1.
  public let offset: Float

  /// A norm over a parameter that stays where it is.
  ///
  /// - Precondition: `weight` has one extent, not 0.
  public init(weight: Tensor, epsilon: Float, offset: Float = 0) {
    precondition(weight.rank == 1 && weight.count > 0, "a norm of \(weight.shape)")
    self.weight = weight
    self.epsilon = epsilon
    self.offset = offset
  }

  /// `[R, C]` → `[R, C]`, or `[R, H·C]` → `[R, H·C]` with each group of `C` columns normalised by itself.
  ///
  /// - Precondition: the columns are a multiple of the norm's width.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let groups = groups(of: input)
    return Tensor(
      shape: input.shape,
      writing: { out in
        input.withUnsafeElements { x in
          weight.withUnsafeElements { weight in
            ck_rms_norm(x.baseAddress, weight.baseAddress, offset, epsilon, groups, weight.count, out)
          }
        }
      })
  }

  /// How many groups the rows of `input` hold together; rows are dense, so they follow each other.
  func groups(of input: Tensor) -> Int {
    precondition(
      input.rank == 2 && input.shape[1] % weight.count == 0, "\(input.shape) for a norm of \(weight.count)")
    return input.count / weight.count
  }
}
