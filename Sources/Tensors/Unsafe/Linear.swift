/// A linear map with an optional bias, `y = x·W + b`.
public struct Linear: Sendable {
  /// The weight, as stored.
  public let weight: WeightMatrix
  /// The bias, `[out]`, where there is one.
  public let bias: Tensor?

  /// A map over weights that stay where they are.
  ///
  /// - Precondition: the bias has as many elements as the map has outputs.
  public init(_ weight: WeightMatrix, bias: Tensor? = nil) {
    precondition(bias.map { $0.shape == [weight.outputs] } ?? true, "a bias of another width than its weight")
    self.weight = weight
    self.bias = bias
  }

  /// `[T, in]` → `[T, out]`.
  ///
  /// - Precondition: the input has the map's width.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let x = input.matrix
    return Tensor(
      shape: [x.rows, weight.outputs],
      writing: { memory in
        MatrixProduct.write(
          x, weight.numbers, transposingSecond: weight.layout == .outputInput, bias: bias, to: memory,
          stride: weight.outputs)
      })
  }
}
