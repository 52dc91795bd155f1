import Glibc

extension PositionBias {
  /// T5's buckets of relative positions: near ones have one each, farther ones share one, ever more of them, and the last
  /// takes the rest.
  public struct Buckets: Sendable, Hashable {
    /// How many there are, those of both sides together.
    public let count: Int
    /// The distance from which on all share the last.
    public let farthest: Int
    /// Whether keys behind a query have buckets of their own; else they share that of distance 0.
    public let isTwoSided: Bool

    /// `count` buckets.
    ///
    /// - Precondition: a side has at least 2, and `farthest` is beyond those that have a bucket each, half of a side.
    public init(count: Int, farthest: Int, isTwoSided: Bool) {
      let side = isTwoSided ? count / 2 : count
      precondition(side >= 2 && farthest > side / 2, "\(count) buckets up to a distance of \(farthest)")
      self.count = count
      self.farthest = farthest
      self.isTwoSided = isTwoSided
    }

    /// The bucket of a key `relative` positions behind its query; before it where that is negative.
    ///
    /// Rounded as `_relative_position_bucket` of transformers does it, in single precision.
    public func bucket(of relative: Int) -> Int {
      let side = isTwoSided ? count / 2 : count
      let first = isTwoSided && relative > 0 ? side : 0
      let distance = isTwoSided ? abs(relative) : max(0, -relative)
      let near = side / 2
      guard distance >= near else { return first + distance }
      let whole = Float(log(Double(farthest) / Double(near)))
      let place = log(Float(distance) / Float(near)) / whole * Float(side - near)
      return first + min(near + Int(place), side - 1)
    }
  }
}
