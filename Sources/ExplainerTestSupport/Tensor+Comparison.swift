public import Tensors

extension Tensor {
  /// The largest absolute difference to a tensor of the same shape; infinite where shapes differ, where only
  /// one side is NaN, or where infinities are not equal.
  public func largestDifference(from other: Tensor) -> Double {
    guard shape == other.shape else { return .infinity }
    var largest = 0.0
    for (a, b) in zip(values, other.values) where a != b {
      let difference = abs(Double(a) - Double(b))
      if difference.isNaN && a.isNaN && b.isNaN { continue }
      largest = max(largest, difference.isNaN ? .infinity : difference)
    }
    return largest
  }

  /// The standard deviation of the finite elements; 0 without any.
  public var spread: Double {
    let finite = values.filter(\.isFinite).map(Double.init)
    guard !finite.isEmpty else { return 0 }
    let mean = finite.reduce(0, +) / Double(finite.count)
    return (finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(finite.count)).squareRoot()
  }
}
