import ExplainerCore
import JSON

/// Pictures of what was collected.
enum CollectedFigures {
  /// A table; columns of numbers are written alike from top to bottom.
  static func table(_ columns: [String], _ rows: [[JSONValue]]) -> TableFigure {
    let styles = columns.indices.map { column in style(of: rows.map { $0[column] }) }
    return TableFigure(
      columns: columns.map { TableFigure.Column($0) },
      rows: rows.map { row in row.enumerated().map { cell($1, styles[$0]) } })
  }

  private static func cell(_ value: JSONValue, _ style: NumberStyle) -> TableFigure.Cell {
    switch value {
    case .null: return .empty
    case .integer, .number: return .number(value.double ?? 0, style)
    case .array(let elements):
      let numbers = elements.map(\.double)
      if !elements.isEmpty, zip(elements, numbers).allSatisfy({ $0.isNull || $1 != nil }) {
        return .series(numbers, Self.style(of: elements))
      }
      return .label(Label(elements.map { $0.string ?? $0.text() }.joined(separator: ", ")))
    default: return .label(Label(value.string ?? value.text()))
    }
  }

  private static func style(of values: [JSONValue]) -> NumberStyle {
    values.allSatisfy { $0.double.map { $0 == $0.rounded() } ?? true } ? .integer : .decimal(4)
  }

  /// Curves over places from 0.
  static func lines(_ lines: [(label: String, values: [Double?])], _ collection: Collection, isRank: Bool)
    -> LinesFigure
  {
    let count = lines.map(\.values.count).max() ?? 0
    let isWhole = lines.allSatisfy { $0.values.allSatisfy { $0.map { $0 == $0.rounded() } ?? true } }
    return LinesFigure(
      horizontalTitle: collection.across, places: (0..<count).map { Label("\($0)") },
      quantity: collection.quantity,
      lines: lines.map { line in
        .init(
          label: Label(line.label),
          values: line.values + [Double?](repeating: nil, count: count - line.values.count))
      }, style: isWhole ? .integer : .decimal(isRank ? 1 : 4), isRank: isRank)
  }

  /// A matrix of `width` columns.
  static func matrix(_ values: [Double?], width: Int, _ collection: Collection) -> MatrixFigure {
    let width = max(1, width)
    let rows = stride(from: 0, to: values.count, by: width).map { start -> [Double?] in
      let row = Array(values[start..<min(start + width, values.count)])
      return row + [Double?](repeating: nil, count: width - row.count)
    }
    let isSigned = values.contains { ($0 ?? 0) < 0 }
    return MatrixFigure(
      rowTitle: collection.rows, rows: rows.indices.map { Label("\($0)") }, columnTitle: collection.columns,
      columns: (0..<width).map { Label("\($0)") }, values: rows, style: .decimal(2),
      scale: ColourScale(isSigned ? .sign : .magnitude, quantity: collection.quantity))
  }
}
