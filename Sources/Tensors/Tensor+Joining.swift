extension Tensor {
  /// Rows put one behind the other: `[R₁, C]`, `[R₂, C]`, … → `[R₁ + R₂ + …, C]`.
  ///
  /// - Precondition: there is one, and all have as many columns.
  public static func joiningRows(_ tensors: [Tensor]) -> Tensor {
    let columns = tensors[0].shape[1]
    var values: [Float] = []
    values.reserveCapacity(tensors.reduce(0) { $0 + $1.count })
    for tensor in tensors {
      precondition(
        tensor.rank == 2 && tensor.shape[1] == columns, "joining \(tensor.shape) of \(columns) columns")
      tensor.withUnsafeElements { values.append(contentsOf: $0) }
    }
    return Tensor(shape: [values.count / max(1, columns), columns], values: values)
  }
}
