/// The greatest numbers above 0 of a row, greatest first; of equal ones the earlier is in front.
struct GreatestNumbers {
  /// How many are kept at most.
  private let count: Int
  /// Where they stand in the row.
  private(set) var columns: [Int] = []
  /// What they are.
  private(set) var values: [Float] = []

  init(count: Int) { self.count = count }

  /// Chooses those of `row`.
  mutating func choose(from row: UnsafeBufferPointer<Float>) {
    columns.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    var least = Float(0)
    for column in row.indices where row[column] > least {
      insert(row[column], column)
      if values.count == count { least = values[count - 1] }
    }
  }

  private mutating func insert(_ value: Float, _ column: Int) {
    if values.count == count {
      values.removeLast()
      columns.removeLast()
    }
    var index = values.count
    while index > 0, values[index - 1] < value { index -= 1 }
    values.insert(value, at: index)
    columns.insert(column, at: index)
  }
}
