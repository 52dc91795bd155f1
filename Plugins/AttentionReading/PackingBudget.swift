/// How much of all patterns a page carries.
package struct PackingBudget: Sendable, Hashable {
  /// Bytes of all rows together where they are kept whole; where they are not, what goes with them has a ninth more.
  package static let byteLimit = 9 << 20
  /// Numbers of a row kept at least.
  package static let leastCount = 8
  /// Bytes of what goes with the greatest numbers of a row: four sums of others, and two sums of a column, of which there
  /// are about as many as rows.
  static let sumBytes = 12

  /// Numbers of a row from which on it is not kept whole.
  private let wholeCount: Int
  /// Numbers kept of a row where a row is not kept whole.
  package let count: Int

  /// A budget for this many rows in all; where rows are not kept whole, `means` more go with them, of which the page
  /// could not know everything.
  package init(rows: Int, means: Int = 0, byteLimit: Int = byteLimit) {
    wholeCount = max(2 * Self.leastCount, byteLimit / (2 * max(rows, 1)))
    let cutLimit = byteLimit + byteLimit / 9
    count = max(Self.leastCount, (cutLimit / max(rows + means, 1) - Self.sumBytes) / 4)
  }

  /// How rows of `columns` numbers, two bytes each, are kept.
  package func form(columns: Int) -> PackedTensor.Form {
    columns <= wholeCount ? .dense : .greatest(count)
  }
}
