// Which part of a place a pass holds: while a text is continued, the positions that have just been added and no others.

extension ResolvedEdit.Place {
  /// Rows or columns that are there.
  struct Present {
    /// Where they are in the tensor.
    var indices: [Int] = []
    /// Their numbers among the positions, or the columns, of the place.
    var orders: [Int] = []

    /// Those of `wanted` that lie in `range`, the first of which is at `first` of the tensor.
    init(_ wanted: [Int], in range: Range<Int>, at first: Int) {
      for (order, one) in wanted.enumerated() where range.contains(one) {
        indices.append(first + one - range.lowerBound)
        orders.append(order)
      }
    }
  }

  /// Those of some positions of a text that its rows are of.
  static func rows(_ positions: [Int], in text: RowLayout.Text) -> Present {
    Present(positions, in: text.start..<text.start + text.rows.count, at: text.rows.lowerBound)
  }
}
