import Glibc

extension ReferenceKernels {
  /// Looks at the matrix of one head and may change it.
  package typealias HeadEdit = (_ head: Int, _ matrix: inout ReferenceMatrix) -> Void

  /// Whether query `query` sees key `key`; see `Attention.window`.
  package static func sees(_ query: Int, _ key: Int, _ mask: AttentionMask, window: Int?) -> Bool {
    switch mask {
    case .none: window.map { abs(query - key) < $0 } ?? true
    case .causal(let start): key <= start + query && (window.map { start + query - key < $0 } ?? true)
    }
  }

  /// `[T, H·d]`, `[S, K·d]` and `[S, K·v]` → `[T, H·v]`; see `Attention`.
  package static func attention(
    _ attention: Attention, queries: ReferenceMatrix, keys: ReferenceMatrix, values: ReferenceMatrix,
    mask: AttentionMask, positions: DisentangledPositions? = nil, onScores: HeadEdit? = nil,
    onPattern: HeadEdit? = nil
  ) -> ReferenceMatrix {
    let (d, v) = (queries.columns / attention.heads, values.columns / attention.keyHeads)
    var mixed = ReferenceMatrix(rows: queries.rows, columns: attention.heads * v)
    for head in 0..<attention.heads {
      let place = head / (attention.heads / attention.keyHeads)
      var scores = ReferenceMatrix(rows: queries.rows, columns: keys.rows) { t, s in
        guard sees(t, s, mask, window: attention.window) else { return -.infinity }
        let relative = s - t - mask.start
        let row = positions?.buckets.row(of: -relative) ?? 0
        let dot = (0..<d).reduce(0.0) { sum, c in
          let (query, key) = (queries[t, head * d + c], keys[s, place * d + c])
          return sum + query * key + query * Double(positions?.keys?[row, place * d + c] ?? 0)
            + key * Double(positions?.queries?[row, head * d + c] ?? 0)
        }
        let score = dot * Double(attention.scale) + bias(attention.bias, head, relative, key: s)
        return attention.softcap.map { Double($0) * tanh(score / Double($0)) } ?? score
      }
      onScores?(head, &scores)
      var pattern = softmax(
        scores, mask: mask, window: attention.window, sink: attention.sinks.map { Double($0[head]) })
      onPattern?(head, &pattern)
      for t in 0..<queries.rows {
        for c in 0..<v {
          mixed[t, head * v + c] = (0..<keys.rows).reduce(0) {
            $0 + pattern[t, $1] * values[$1, place * v + c]
          }
        }
      }
    }
    return mixed
  }

  private static func bias(_ bias: PositionBias?, _ head: Int, _ relative: Int, key: Int) -> Double {
    switch bias {
    case nil: 0
    case .slopes(let slopes): Double(slopes[head]) * Double(key)
    case .roundedSlopes(let slopes, let scale):
      Double(scale) * Double(PositionBias.rounded(slope: slopes[head], key: key))
    case .table(let table, let buckets): Double(table[buckets.bucket(of: relative), head])
    }
  }

  /// Softmax of each row over what it sees, and over a sink, which has no column.
  package static func softmax(
    _ scores: ReferenceMatrix, mask: AttentionMask, window: Int?, sink: Double? = nil
  ) -> ReferenceMatrix {
    var pattern = ReferenceMatrix(rows: scores.rows, columns: scores.columns)
    for t in 0..<scores.rows {
      let seen = (0..<scores.columns).filter { sees(t, $0, mask, window: window) }
      let top = max(seen.map { scores[t, $0] }.max() ?? 0, sink ?? -.infinity)
      let total = seen.reduce(sink.map { exp($0 - top) } ?? 0) { $0 + exp(scores[t, $1] - top) }
      for s in seen { pattern[t, s] = exp(scores[t, s] - top) / total }
    }
    return pattern
  }
}
