extension Linear {
  /// The gradient with respect to the input, `dY · Wᵀ`: `[T, out]` → `[T, in]`.
  ///
  /// The weight is read where it lies, as in the forward direction.
  ///
  /// - Precondition: the gradient has as many columns as the map has outputs.
  public func backward(_ dY: Tensor) -> Tensor {
    Tensor(
      shape: [dY.matrix.rows, weight.inputs],
      writing: { memory in
        MatrixProduct.write(
          dY.matrix, weight.tensor.matrix, transposingSecond: weight.layout == .inputOutput, to: memory,
          stride: weight.inputs)
      })
  }
}
