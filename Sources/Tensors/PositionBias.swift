/// What is added to the scaled scores of a head for where query and key stand.
public enum PositionBias: Sendable {
  /// `slope · j` for a key at position `j`, one slope a head: among the keys of one query that is a penalty that grows
  /// with the distance.
  ///
  /// Source: Press et al. 2022 (ALiBi), section 3.
  case slopes([Float])
  /// The row of a table, `[buckets, H]`, for the bucket that the relative position falls into.
  ///
  /// Source: Raffel et al. 2020 (T5), section 2.1.
  case table(Tensor, Buckets)

  /// The number of heads it is for.
  var heads: Int {
    switch self {
    case .slopes(let slopes): slopes.count
    case .table(let table, _): table.shape[1]
    }
  }
}
