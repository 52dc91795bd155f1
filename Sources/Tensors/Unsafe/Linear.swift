internal import CKernels
public import Diagnostics

/// A linear map with an optional bias, `y = x·W + b`.
public struct Linear: Sendable {
  /// The weight, as stored.
  public let weight: WeightMatrix
  /// The bias, `[out]`, where there is one.
  public let bias: Tensor?
  private let product: MatrixProduct

  /// A map over weights that stay where they are.
  ///
  /// - Throws: `unsupported` where OpenBLAS is not installed.
  /// - Precondition: the bias has as many elements as the map has outputs.
  public init(_ weight: WeightMatrix, bias: Tensor? = nil) throws(ExplainerError) {
    precondition(bias.map { $0.shape == [weight.outputs] } ?? true, "a bias of another width than its weight")
    self.weight = weight
    self.bias = bias
    product = try MatrixProduct()
  }

  /// `[T, in]` → `[T, out]`.
  ///
  /// - Precondition: the input has the map's width.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let x = input.matrix
    return Tensor(
      shape: [x.rows, weight.outputs],
      writing: { memory in
        bias?.withUnsafeElements { ck_fill_rows($0.baseAddress, x.rows, weight.outputs, memory) }
        product.write(
          x, weight.tensor.matrix, transposingSecond: weight.layout == .outputInput, keeping: bias == nil ? 0 : 1,
          to: memory, stride: weight.outputs)
      })
  }
}
