/// A matrix in double precision, for the kernels' references: what they differentiate must not be rounded.
package struct ReferenceMatrix: Sendable, Equatable {
  /// The number of rows.
  package let rows: Int
  /// The number of columns.
  package let columns: Int
  /// The elements in row-major order.
  package var values: [Double]

  /// A matrix whose elements `element` gives by row and column.
  package init(rows: Int, columns: Int, _ element: (Int, Int) -> Double = { _, _ in 0 }) {
    self.rows = rows
    self.columns = columns
    values = (0..<rows).flatMap { row in (0..<columns).map { element(row, $0) } }
  }

  /// The elements of a `[R, C]` tensor, exactly.
  package init(_ tensor: Tensor) {
    rows = tensor.shape[0]
    columns = tensor.shape[1]
    values = tensor.values.map(Double.init)
  }

  /// The elements rounded, `[R, C]`.
  package var tensor: Tensor { Tensor(shape: [rows, columns], values: values.map { Float($0) }) }

  /// The element of a row and a column.
  package subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// A row's elements.
  package func row(_ row: Int) -> [Double] { Array(values[row * columns..<(row + 1) * columns]) }

  /// Some of the columns.
  package func columns(_ range: Range<Int>) -> ReferenceMatrix {
    ReferenceMatrix(rows: rows, columns: range.count) { self[$0, range.lowerBound + $1] }
  }
}
