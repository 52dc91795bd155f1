extension Tensor {
  /// Every number within `range`: those outside become its nearer end.
  public func clamped(to range: ClosedRange<Float>) -> Tensor {
    Tensor(shape: shape, values: values.map { min(max($0, range.lowerBound), range.upperBound) })
  }

  /// The numbers where those of `other` lie within `range`, and 0 elsewhere: the backward rule of `clamped(to:)`.
  ///
  /// - Precondition: equal shapes.
  public func `where`(_ other: Tensor, isIn range: ClosedRange<Float>) -> Tensor {
    precondition(shape == other.shape, "\(shape) where \(other.shape)")
    return Tensor(shape: shape, values: zip(values, other.values).map { range.contains($1) ? $0 : 0 })
  }
}
