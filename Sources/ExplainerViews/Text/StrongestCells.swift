import ExplainerCore

/// The cells of a matrix that stand out most.
enum StrongestCells {
  /// One of them.
  struct Place: Sendable, Hashable {
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
  static func of(_ figure: MatrixFigure, count: Int) -> [Place] {
    var places: [Place] = []
    for (row, values) in figure.values.enumerated() {
      for case (let column, let value?) in values.enumerated() where !value.isNaN {
        places.append(Place(row: row, column: column, value: value))
      }
    }
    // Sorting is not stable; the place decides between equal values.
    let sorted = places.sorted {
      let (first, second) = (strength($0.value, figure.scale.kind), strength($1.value, figure.scale.kind))
      return first != second ? first > second : ($0.row, $0.column) < ($1.row, $1.column)
    }
    return Array(sorted.prefix(count))
  }
}
