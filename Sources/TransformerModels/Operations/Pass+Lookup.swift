import Tensors

extension Pass {
  /// The rows of a table with these numbers: `[V, D]` → `[R, D]`.
  mutating func look(up indices: [Int], in table: Tensor) -> Flow { Flow(table.gatheringRows(indices)) }

  /// The rows of a table for the position of each row, behind `offset` others: `[context, D]` → `[R, D]`.
  mutating func lookUpPositions(in table: Tensor, offset: Int) -> Flow {
    guard layout.texts.count == 1 else { return look(up: layout.positions.map { $0 + offset }, in: table) }
    let first = layout.texts[0].start + offset
    return Flow(table.rows(first..<first + layout.count))
  }
}
