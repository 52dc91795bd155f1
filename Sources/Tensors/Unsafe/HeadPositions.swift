internal import CKernels

/// Disentangled positions laid out for the queries and keys of one call: the rows of the tables that its distances need.
struct HeadPositions {
  private let attention: Attention
  private let queries: MatrixView
  private let keys: MatrixView
  /// What queries and keys meet, `[R, K·d]` and `[R, H·d]`.
  private let tables: (keys: MatrixView?, queries: MatrixView?)
  /// The row for query t and key s, at `t − s + S − 1`.
  private let places: [Int32]
  /// R.
  private let rows: Int

  /// The positions of queries from `start` on and of keys from 0 on.
  ///
  /// - Precondition: the tables are as wide as keys and queries.
  init(
    _ positions: DisentangledPositions, _ attention: Attention, queries: MatrixView, keys: MatrixView,
    start: Int
  ) {
    self.attention = attention
    self.queries = queries
    self.keys = keys
    let distances = 0..<max(0, queries.rows + keys.rows - 1)
    let all = distances.map { positions.buckets.row(of: $0 - (keys.rows - 1) + start) }
    let used = (all.first ?? 0)..<(all.last ?? -1) + 1
    rows = used.count
    places = all.map { Int32($0 - used.lowerBound) }
    tables = (positions.keys?.matrix.rows(used), positions.queries?.matrix.rows(used))
    precondition(
      tables.keys?.columns ?? keys.columns == keys.columns
        && tables.queries?.columns ?? queries.columns == queries.columns,
      "tables of positions of another width than keys and queries")
  }

  /// Adds what one head's queries and keys make of the tables to its scores, of some blocks.
  func add(_ head: Int, to scores: HeadMatrix, in blocks: [HeadBlock]) {
    let parts = parts(of: head)
    if let table = parts.keyTable {
      add(product(parts.queries, table), perRow: rows, perColumn: 0, to: scores, in: blocks)
    }
    if let table = parts.queryTable {
      add(product(parts.keys, table), perRow: 0, perColumn: rows, to: scores, in: blocks)
    }
  }

  /// Adds what reaches queries and keys through the tables, given the gradient of one head's scores times the scale, of
  /// some blocks.
  func back(
    _ gradient: HeadMatrix, _ head: Int, to dQueries: HeadGradients, _ dKeys: HeadGradients,
    in blocks: [HeadBlock]
  ) {
    let parts = parts(of: head)
    if let table = parts.keyTable {
      let sums = sums(gradient, perRow: 1, perColumn: 0, of: gradient.rows, in: blocks)
      dQueries.add(sums, table, to: head)
    }
    if let table = parts.queryTable {
      let sums = sums(gradient, perRow: 0, perColumn: 1, of: gradient.columns, in: blocks)
      dKeys.add(sums, table, to: head / attention.group)
    }
  }

  private func parts(
    of head: Int
  ) -> (queries: MatrixView, keys: MatrixView, keyTable: MatrixView?, queryTable: MatrixView?) {
    let (H, K, place) = (attention.heads, attention.keyHeads, head / attention.group)
    return (
      queries.head(head, of: H), keys.head(place, of: K), tables.keys?.head(place, of: K),
      tables.queries?.head(head, of: H)
    )
  }

  /// `scale · first · tableᵀ`, a row for each of `first` and a column for each of the table.
  private func product(_ first: MatrixView, _ table: MatrixView) -> Tensor {
    Tensor(
      shape: [first.rows, rows],
      writing: {
        MatrixProduct.write(
          first, table, transposingSecond: true, scale: attention.scale, to: $0, stride: rows)
      })
  }

  private func add(
    _ terms: Tensor, perRow: Int, perColumn: Int, to scores: HeadMatrix, in blocks: [HeadBlock]
  ) {
    terms.withUnsafeElements { terms in
      guard let terms = terms.baseAddress else { return }
      forEach(blocks, of: scores) { block, elements, places in
        let first = block.queries.lowerBound * perRow + block.keys.lowerBound * perColumn
        ck_add_of_distances(
          elements, block.queries.count, block.keys.count, scores.columns, places, terms + first, perRow,
          perColumn, 1)
      }
    }
  }

  /// The gradient of terms that were added, those of one row of the table side by side, `[R, count]`.
  private func sums(
    _ gradient: HeadMatrix, perRow: Int, perColumn: Int, of count: Int, in blocks: [HeadBlock]
  ) -> MatrixView {
    Tensor(
      shape: [rows, count],
      filling: { sums in
        guard let sums = sums.baseAddress else { return }
        forEach(blocks, of: gradient) { block, elements, places in
          let first = block.queries.lowerBound * perRow + block.keys.lowerBound * perColumn
          ck_add_to_distances(
            elements, block.queries.count, block.keys.count, gradient.columns, places, sums + first, perRow,
            perColumn, count)
        }
      }
    ).matrix
  }

  /// Calls `body` with the elements of each block and the place for its first query and its first key.
  private func forEach(
    _ blocks: [HeadBlock], of matrix: HeadMatrix,
    _ body: (HeadBlock, UnsafeMutablePointer<Float>, UnsafePointer<Int32>) -> Void
  ) {
    places.withUnsafeBufferPointer { places in
      matrix.write { elements in
        guard let base = places.baseAddress else { return }
        for block in blocks {
          let (t, s) = (block.queries.lowerBound, block.keys.lowerBound)
          body(block, elements + t * matrix.columns + s, base + (t - s + matrix.columns - 1))
        }
      }
    }
  }
}
