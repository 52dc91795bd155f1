import Diagnostics
import Tensors

extension Assembly {
  /// A bias of scores for each bucket of distances and each head, which one weight holds.
  ///
  /// - Parameters:
  ///   - layer: the path of the layer that has the weight, where one serves all; nil for the layer that is being built.
  ///   - rows: how many rows are stored, where that is not one a bucket.
  mutating func biased(
    by name: String, of layer: String? = nil, rows: Int? = nil, _ buckets: PositionBias.Buckets
  ) throws(ExplainerError) -> AttentionTraits {
    let H = sites.sizes.heads
    let stored = layer.map { "\($0).\(name)" } ?? wholeName(name)
    let table = try outsideLayer { a throws(ExplainerError) in
      try a.tensor("\(stored).weight", [rows ?? buckets.count, H])
    }
    return AttentionTraits(
      bias: .table(table.rows(0..<buckets.count), buckets), positionWeights: [stored])
  }

  /// Tables of positions that queries and keys meet, made of one that all layers share by maps of the layer that is
  /// being built.
  ///
  /// They are made once, while the model is loaded: a pass over a short text is less work than they are.
  ///
  /// - Parameters:
  ///   - table: the whole name of the weight that all share, `[2S, D]`.
  ///   - norm: the whole name of the norm it goes through; nil for none.
  ///   - keys: the map to what queries meet; nil where they meet nothing.
  ///   - queries: the map to what keys meet; nil where they meet nothing.
  mutating func meeting(
    _ table: String, norm: String?, keys: String?, queries: String?, _ buckets: DisentangledPositions.Buckets
  ) throws(ExplainerError) -> AttentionTraits {
    let (D, S) = (sites.sizes.width, buckets.count)
    let rows = try outsideLayer { a throws(ExplainerError) in
      let rows = try a.tensor("\(table).weight", [2 * S, D])
      guard let norm = try norm.map({ name throws(ExplainerError) in try a.norm(name) }) else { return rows }
      return a.isListing ? rows : norm(rows)
    }
    func made(_ name: String?) throws(ExplainerError) -> Tensor? {
      guard let name else { return nil }
      let map = try linear(name, D, D)
      return isListing ? nil : map(rows)
    }
    let positions = DisentangledPositions(keys: try made(keys), queries: try made(queries), buckets: buckets)
    return AttentionTraits(
      positions: positions,
      positionWeights: [table] + [norm].compactMap(\.self) + [keys, queries].compactMap { $0.map(wholeName) })
  }
}
