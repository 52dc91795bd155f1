import Glibc

extension DisentangledPositions {
  /// DeBERTa's buckets of distances: S on each side, and a row of the tables each.
  public struct Buckets: Sendable, Hashable {
    /// S, the buckets of one side.
    public let count: Int
    /// The distance whose bucket is the last; nil where every distance up to S has its own.
    public let farthest: Int?

    /// `count` buckets on each side, of which half have one distance each and the others ever more.
    ///
    /// - Parameters:
    ///   - count: S, `position_buckets`, or the greatest distance there is where that is not set.
    ///   - farthest: `max_relative_positions`, from which on all share the last; nil for a bucket each.
    /// - Precondition: S is positive; with `farthest` it is at least 4, and the latter beyond half of it.
    public init(count: Int, farthest: Int? = nil) {
      precondition(
        count > 0 && farthest.map { count >= 4 && $0 - 1 > count / 2 } ?? true,
        "\(count) buckets up to a distance of \(farthest ?? count)")
      self.count = count
      self.farthest = farthest
    }

    /// How many rows a table has, 2S.
    var rows: Int { 2 * count }

    /// The row for a key `distance` positions before its query; behind it where that is negative.
    ///
    /// Rounded as `make_log_bucket_position` of transformers does it, in single precision. Rows never fall with the
    /// distance.
    public func row(of distance: Int) -> Int { max(0, min(rows - 1, bucket(of: distance) + count)) }

    private func bucket(of distance: Int) -> Int {
      let middle = count / 2
      guard let farthest, abs(distance) > middle else { return distance }
      let whole = log(Float(Double(farthest - 1) / Double(middle)))
      let place = (log(Float(abs(distance)) / Float(middle)) / whole * Float(middle - 1)).rounded(.up)
      return (Int(place) + middle) * distance.signum()
    }
  }
}
