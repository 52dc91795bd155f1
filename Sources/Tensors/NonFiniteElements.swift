/// What of some numbers is NaN or infinite.
public struct NonFiniteElements: Sendable, Hashable {
  /// How many are.
  public var count: Int
  /// Of how many.
  public var total: Int
  /// The indices of the first, one an extent, in row-major order.
  public var first: [Int]
  /// The first itself.
  public var value: Float

  /// A finding from its parts.
  public init(count: Int, total: Int, first: [Int], value: Float) {
    self.count = count
    self.total = total
    self.first = first
    self.value = value
  }

  /// What was found, in words: `2 of 96 values, the first at [0, 3] (NaN)`.
  public var words: String {
    let name = value.isNaN ? "NaN" : value < 0 ? "-infinity" : "infinity"
    let indices = "[\(first.map(String.init).joined(separator: ", "))] (\(name))"
    return total == 1 ? "1 value, at \(indices)" : "\(count) of \(total) values, the first at \(indices)"
  }
}

extension [Int] {
  /// The indices of element `index` of a tensor with these extents, in row-major order.
  package func indices(ofElement index: Int) -> [Int] {
    var rest = index
    return Array(
      reversed().map { extent in
        defer { rest /= extent }
        return rest % extent
      }.reversed())
  }
}
