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
    case .integer, .number:
      let number = value.double ?? 0
      return .number(number, style == .integer ? style : .decimal(decimals(for: number)))
    case .array(let elements):
      let numbers = elements.map(\.double)
      if !elements.isEmpty, zip(elements, numbers).allSatisfy({ $0.isNull || $1 != nil }) {
        return .series(numbers, Self.style(of: elements))
      }
      return .label(Label(elements.map { $0.string ?? $0.text() }.joined(separator: ", ")))
    default: return .label(Label(value.string ?? value.text()))
    }
  }

  private static func style(of values: [JSONValue]) -> NumberStyle { style(of: values.map(\.double)) }

  private static func style(of values: [Double?]) -> NumberStyle {
    let numbers = values.compactMap(\.self)
    guard !numbers.allSatisfy({ $0 == $0.rounded() }) else { return .integer }
    return .decimal(numbers.map(decimals).max() ?? usualDecimals)
  }

  private static let usualDecimals = 4

  /// The decimals that leave a number two significant digits; where more than eight would be needed, as many as make it
  /// be written with an exponent.
  private static func decimals(for value: Double) -> Int {
    let size = abs(value)
    guard size.isFinite, size > 0 else { return usualDecimals }
    var (count, step) = (usualDecimals, 1e-3)
    while size < step, count <= 8 { (count, step) = (count + 1, step / 10) }
    return count > 8 ? usualDecimals : count
  }

  /// Curves over places from 0.
  static func lines(_ lines: [(label: String, values: [Double?])], _ collection: Collection, isRank: Bool)
    -> LinesFigure
  {
    let count = lines.map(\.values.count).max() ?? 0
    let style = style(of: lines.flatMap(\.values))
    return LinesFigure(
      horizontalTitle: collection.across, places: (0..<count).map { Label("\($0)") },
      quantity: collection.quantity,
      lines: lines.map { line in
        .init(
          label: Label(line.label),
          values: line.values + [Double?](repeating: nil, count: count - line.values.count))
      }, style: isRank && style != .integer ? .decimal(1) : style, isRank: isRank)
  }

  /// A matrix of `width` columns.
  static func matrix(_ values: [Double?], width: Int, _ collection: Collection) -> MatrixFigure {
    let width = max(1, width)
    let rows = stride(from: 0, to: values.count, by: width).map { start -> [Double?] in
      let row = Array(values[start..<min(start + width, values.count)])
      return row + [Double?](repeating: nil, count: width - row.count)
    }
    // As many decimals as the greatest needs: what is small beside it is shown by its colour.
    let greatest = values.compactMap { $0.map(abs) }.filter(\.isFinite).max() ?? 0
    let isSigned = values.contains { ($0 ?? 0) < 0 }
    return MatrixFigure(
      rowTitle: collection.rows, rows: rows.indices.map { Label("\($0)") }, columnTitle: collection.columns,
      columns: (0..<width).map { Label("\($0)") }, values: rows,
      style: .decimal(max(2, greatest < 0.1 ? decimals(for: greatest) : 2)),
      scale: ColourScale(isSigned ? .sign : .magnitude, quantity: collection.quantity))
  }
}
