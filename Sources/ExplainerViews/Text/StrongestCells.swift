import ExplainerCore

/// The cells of a matrix that stand out most.
enum StrongestCells {
  /// One of them.
  struct Cell: Sendable, Hashable {
    /// Where it is.
    var row: Int, column: Int
    /// What it holds.
    var value: Double
  }

  /// How strongly a value stands out on a scale: great, far from zero, or a low rank.
  static func strength(_ value: Double, _ kind: ColourScale.Kind) -> Double {
    switch kind {
    case .magnitude, .kind: value
    case .sign: abs(value)
    case .rank: -value
    }
  }

  /// The strongest of `values`.
  static func strongest(_ values: [Double], _ kind: ColourScale.Kind) -> Double? {
    values.filter { !$0.isNaN }.max { strength($0, kind) < strength($1, kind) }
  }

  /// The `count` strongest cells, strongest first; of equal ones the first in reading order.
  ///
  /// - Complexity: O(cells) where most cells are weaker than the strongest ones, O(cells · count) at worst.
  static func of(_ figure: MatrixFigure, count: Int) -> [Cell] {
    var cells: [Cell] = []
    var least = -Double.infinity
    for (row, values) in figure.values.enumerated() {
      for case (let column, let value?) in values.enumerated() where !value.isNaN {
        let strength = strength(value, figure.scale.kind)
        guard cells.count < count || strength > least else { continue }
        let index =
          cells.firstIndex { self.strength($0.value, figure.scale.kind) < strength } ?? cells.count
        cells.insert(Cell(row: row, column: column, value: value), at: index)
        if cells.count > count { cells.removeLast() }
        if let last = cells.last { least = self.strength(last.value, figure.scale.kind) }
      }
    }
    return cells
  }
}
