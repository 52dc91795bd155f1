/// How much of all patterns a page carries.
package struct PackingBudget: Sendable, Hashable {
  /// Bytes of the greatest numbers of all rows together.
  package static let byteLimit = 9 << 20
  /// Numbers of a row kept at least.
  package static let leastCount = 8

  /// Numbers kept of a row where a row is not kept whole.
  package let count: Int

  /// A budget for this many rows in all.
  package init(rows: Int, byteLimit: Int = byteLimit) {
    count = max(Self.leastCount, byteLimit / (4 * max(rows, 1)))
  }

  /// How rows of `columns` numbers are kept: whole while that takes no more bytes than a place and a number for each of
  /// the greatest and the sum of the rest, two bytes each.
  package func form(columns: Int) -> PackedTensor.Form {
    2 * columns <= 4 * count + 2 ? .dense : .greatest(count)
  }
}
