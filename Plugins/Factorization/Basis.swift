/// Some vectors side by side, the columns of a matrix: `[rows, width]`, row-major.
struct Basis {
  let rows: Int
  let width: Int
  private(set) var values: [Double]

  init(rows: Int, width: Int, values: [Double]) {
    self.rows = rows
    self.width = width
    self.values = values
  }

  /// Orthonormal vectors that span what numbers from `draw` span.
  init(rows: Int, width: Int, draw: () -> Double) {
    self.init(rows: rows, width: width, values: (0..<rows * width).map { _ in draw() })
    orthonormalise(draw)
  }

  /// The product with a square matrix of this width, row-major.
  func multiplied(by matrix: [Double]) -> Basis {
    var product = [Double](repeating: 0, count: values.count)
    for row in 0..<rows {
      for inner in 0..<width {
        let value = values[row * width + inner]
        for column in 0..<width { product[row * width + column] += value * matrix[inner * width + column] }
      }
    }
    return Basis(rows: rows, width: width, values: product)
  }

  /// ‖this column − scale · the other's column‖.
  func distance(of column: Int, from other: Basis, scaled scale: Double) -> Double {
    var sum = 0.0
    for row in 0..<rows {
      let difference = values[row * width + column] - scale * other.values[row * width + column]
      sum += difference * difference
    }
    return sum.squareRoot()
  }

  /// The first `count` columns, row-major.
  func columns(_ count: Int) -> [Double] {
    (0..<rows).flatMap { values[$0 * width..<$0 * width + count] }
  }

  /// Makes the columns orthonormal, earlier ones changed least (Gram–Schmidt, twice); a column that lies in
  /// the span of those before it is drawn anew.
  ///
  /// - Precondition: `width <= rows`.
  mutating func orthonormalise(_ draw: () -> Double) {
    for column in 0..<width {
      var length = self.length(column)
      for attempt in 0..<4 {
        let before = length
        for other in 0..<column { remove(other, from: column) }
        for other in 0..<column { remove(other, from: column) }
        length = self.length(column)
        if length > 1e-10 * before || attempt == 3 { break }
        for row in 0..<rows { values[row * width + column] = draw() }
        length = self.length(column)
      }
      guard length > 0 else { continue }
      for row in 0..<rows { values[row * width + column] /= length }
    }
  }

  private func length(_ column: Int) -> Double { dot(column, column).squareRoot() }

  private func dot(_ first: Int, _ second: Int) -> Double {
    var sum = 0.0
    for row in 0..<rows { sum += values[row * width + first] * values[row * width + second] }
    return sum
  }

  private mutating func remove(_ other: Int, from column: Int) {
    let part = dot(other, column)
    for row in 0..<rows { values[row * width + column] -= part * values[row * width + other] }
  }
}
