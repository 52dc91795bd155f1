internal import CKernels

/// A position bias laid out for the queries and keys of one call.
struct HeadBias {
  /// What one head adds, a row each, `[H, n]`.
  private let rows: Tensor
  /// Where in it what query 0 adds begins.
  private let first: Int
  /// How much further on what each later query adds begins.
  private let step: Int

  /// The bias of `queries` queries from position `start` on, and of `keys` keys from position 0 on.
  ///
  /// - Complexity: O(H·(T + S)): biases are the same along a diagonal, or along a column.
  init(_ bias: PositionBias, queries: Int, keys: Int, start: Int) {
    switch bias {
    case .slopes(let slopes):
      (first, step) = (0, 0)
      rows = Tensor(
        shape: [bias.heads, keys],
        filling: { all in
          for index in all.indices { all[index] = slopes[index / keys] * Float(index % keys) }
        })
    case .roundedSlopes(let slopes, let scale):
      (first, step) = (0, 0)
      rows = Tensor(
        shape: [bias.heads, keys],
        filling: { all in
          for index in all.indices {
            all[index] = scale * PositionBias.rounded(slope: slopes[index / keys], key: index % keys)
          }
        })
    case .table(let table, let buckets):
      (first, step) = (max(0, queries - 1), -1)
      let places = (0..<max(0, queries + keys - 1)).map { buckets.bucket(of: $0 - (queries - 1) - start) }
      rows = Tensor(
        shape: [bias.heads, places.count],
        filling: { all in
          for index in all.indices {
            all[index] = table[places[index % places.count], index / places.count]
          }
        })
    }
  }

  /// Adds one head's bias to its scores, of a block.
  func add(_ head: Int, to scores: HeadMatrix, in block: HeadBlock) {
    rows.slice(head).withUnsafeElements { all in
      guard let base = all.baseAddress else { return }
      scores.write {
        for query in block.queries {
          ck_add_in_place(
            $0 + query * scores.columns + block.keys.lowerBound,
            base + first + step * query + block.keys.lowerBound, block.keys.count)
        }
      }
    }
  }
}
