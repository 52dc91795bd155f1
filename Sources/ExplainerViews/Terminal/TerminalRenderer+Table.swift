import ExplainerCore

extension TerminalRenderer {
  func lines(of figure: TableFigure) -> [StyledLine] {
    guard !figure.columns.isEmpty else { return [StyledLine("(no columns)", .faint)] }
    var widths = figure.columns.indices.map { column in
      let cells = figure.rows.map { Self.text(of: $0[column]).width }
      return min(48, max(cells.max() ?? 0, VisibleText(figure.columns[column].title).width))
    }
    var kept = Array(figure.columns.indices)
    func total() -> Int { kept.reduce(0) { $0 + widths[$1] } + 2 * max(0, kept.count - 1) }
    while kept.count > 1, total() > style.width {
      // Least important first; of equals the one furthest right.
      guard
        let drop = kept.min(by: {
          (figure.columns[$0].importance, -$0) < (figure.columns[$1].importance, -$1)
        })
      else { break }
      kept.removeAll { $0 == drop }
    }
    if let only = kept.first, kept.count == 1 { widths[only] = min(widths[only], style.width) }
    var lines = [line(figure, kept, widths, row: nil)]
    for row in figure.rows { lines.append(line(figure, kept, widths, row: row)) }
    let dropped = figure.columns.indices.filter { !kept.contains($0) }.map { figure.columns[$0].title }
    if !dropped.isEmpty {
      lines += wrapped(
        VisibleText("left out for want of width: " + dropped.joined(separator: ", ")).text, .faint)
    }
    return lines
  }

  private func line(_ figure: TableFigure, _ kept: [Int], _ widths: [Int], row: [TableFigure.Cell]?)
    -> StyledLine
  {
    var line = StyledLine()
    for (place, column) in kept.enumerated() {
      if place > 0 { line.append("  ") }
      let text = row.map { Self.text(of: $0[column]) } ?? VisibleText(figure.columns[column].title)
      let shown = text.truncated(to: widths[column])
      let start = line.width
      if figure.isNumeric(column) { line.pad(to: start + widths[column] - shown.width) }
      line.append(shown, row == nil ? .faint : .plain)
      line.pad(to: start + widths[column])
    }
    return line
  }

  private static func text(of cell: TableFigure.Cell) -> VisibleText {
    switch cell {
    case .label(let label): VisibleText(label)
    case .number(let value, let style): VisibleText(style.text(value))
    case .empty: VisibleText("")
    }
  }
}

extension TableFigure {
  /// Whether a column holds numbers and nothing else; such columns are aligned right.
  func isNumeric(_ column: Int) -> Bool {
    var hasNumber = false
    for row in rows {
      switch row[column] {
      case .label: return false
      case .number: hasNumber = true
      case .empty: break
      }
    }
    return hasNumber
  }
}
