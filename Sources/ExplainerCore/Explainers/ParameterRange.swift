/// The numbers a parameter may take, ends included: `1...100`, `0...`, `...1`.
public protocol ParameterRange<Bound> {
  /// The kind of number.
  associatedtype Bound: Comparable
  /// The least, or nil.
  var least: Bound? { get }
  /// The greatest, or nil.
  var most: Bound? { get }
}

extension ClosedRange: ParameterRange {
  /// The lower bound.
  public var least: Bound? { lowerBound }
  /// The upper bound.
  public var most: Bound? { upperBound }
}

extension PartialRangeFrom: ParameterRange {
  /// The lower bound.
  public var least: Bound? { lowerBound }
  /// None.
  public var most: Bound? { nil }
}

extension PartialRangeThrough: ParameterRange {
  /// None.
  public var least: Bound? { nil }
  /// The upper bound.
  public var most: Bound? { upperBound }
}
