import Tensors

extension Pass {
  /// The rows of a table with these numbers: `[V, D]` → `[R, D]`.
  mutating func look(up indices: [Int], in table: Tensor) -> Flow { Flow(table.gatheringRows(indices)) }

  /// The same of a table in the type it is stored in.
  mutating func look(up indices: [Int], in table: WeightNumbers) -> Flow {
    Flow(table.gatheringRows(indices))
  }

  /// The rows of a table for the position of each row, behind `offset` others: `[context, D]` → `[R, D]`.
  ///
  /// - Parameters:
  ///   - ids: the token of each row.
  ///   - padding: the one that takes no position, and gets the row before that of position 0; nil where all take one.
  mutating func lookUpPositions(
    in table: Tensor, offset: Int, of ids: [Int], skipping padding: Int?
  ) -> Flow {
    if let padding, ids.contains(padding) {
      let rows = layout.texts.flatMap { text in
        var next = offset
        return text.rows.map { row in
          guard ids[row] != padding else { return offset - 1 }
          next += 1
          return next - 1
        }
      }
      return look(up: rows, in: table)
    }
    guard layout.texts.count == 1 else { return look(up: layout.positions.map { $0 + offset }, in: table) }
    let first = layout.texts[0].start + offset
    return Flow(table.rows(first..<first + layout.count))
  }
}
