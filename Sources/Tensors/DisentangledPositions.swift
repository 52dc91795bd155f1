/// Tables of relative positions that queries and keys meet beside each other: to the score of query i and key j come
/// `scale · (q_i · K[r] + k_j · Q[r])`, r the row for the distance i − j.
///
/// Source: He et al. 2021 (DeBERTa), section 3.1.
public struct DisentangledPositions: Sendable {
  /// K, which queries meet, `[2S, K·d]` like keys; nil where they do not ("c2p" is off).
  public let keys: Tensor?
  /// Q, which keys meet, `[2S, H·d]` like queries; nil where they do not ("p2c" is off).
  public let queries: Tensor?
  /// Which row is for which distance.
  public let buckets: Buckets

  /// Tables for relative positions, as the maps of keys and queries left them.
  ///
  /// - Precondition: a table has two rows a bucket.
  public init(keys: Tensor?, queries: Tensor?, buckets: Buckets) {
    for table in [keys, queries] {
      precondition(
        table?.shape[0] ?? buckets.rows == buckets.rows, "a table of other than \(buckets.rows) rows")
    }
    self.keys = keys
    self.queries = queries
    self.buckets = buckets
  }
}
