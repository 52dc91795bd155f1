import ExplainerCore

extension TerminalRenderer {
  func lines(of figure: MatrixFigure) -> [StyledLine] {
    guard !figure.rows.isEmpty, !figure.columns.isEmpty else { return [StyledLine("(no cells)", .faint)] }
    let layout = TerminalMatrixLayout(figure, width: style.width)
    let mapping = ScaleMapping(figure.scale, values: figure.values.joined().compactMap(\.self))
    if layout.needsOverview { return overview(of: figure, mapping) }
    var lines: [StyledLine] = []
    for (index, block) in layout.blocks.enumerated() {
      if index > 0 { lines.append(StyledLine()) }
      lines += headings(figure, layout, block)
      for row in figure.rows.indices { lines.append(line(figure, layout, block, row, mapping)) }
    }
    lines += legend(mapping, style: figure.style)
    if !figure.marked.isEmpty, !figure.markMeaning.isEmpty {
      lines += wrapped("[ ] " + VisibleText(figure.markMeaning).text, .faint)
    }
    if layout.shown < figure.columns.count {
      let first = Axis(figure.columnTitle, figure.columns).words(layout.shown)
      lines += wrapped(
        "\(figure.columns.count - layout.shown) of \(figure.columns.count) columns left out, from \(first) on: "
          + "the terminal has \(style.width) columns", .faint)
    }
    return lines
  }

  /// The column labels; the name of their axis stands before the first one, or on a line above where it does not fit.
  private func headings(_ figure: MatrixFigure, _ layout: TerminalMatrixLayout, _ block: Range<Int>)
    -> [StyledLine]
  {
    let first = figure.columns[block.lowerBound]
    let named = Axis(figure.columnTitle, [first]).words(0)
    let room = layout.widths[block.lowerBound].total - 2
    let isNamed = !first.isToken && DisplayWidth.of(named) <= room
    var line = StyledLine()
    let corner = VisibleText(figure.rowTitle).truncated(to: layout.header)
    line.pad(to: layout.rowsAreNumbers ? layout.header - corner.width : 0)
    line.append(corner, .faint)
    line.pad(to: layout.header + 1)
    for column in block {
      let cell = layout.widths[column]
      let label =
        column == block.lowerBound && isNamed ? VisibleText(named) : VisibleText(figure.columns[column])
      let text = label.truncated(to: cell.total - 2)
      let start = line.width
      line.pad(to: start + (figure.cells == nil ? cell.total - 1 - text.width : 1))
      line.append(text, .faint)
      line.pad(to: start + cell.total)
    }
    guard !isNamed, !figure.columnTitle.isEmpty else { return [line] }
    var above = StyledLine()
    above.pad(to: layout.header + 2)
    above.append(VisibleText(figure.columnTitle).text + " →", .faint)
    return [above, line]
  }

  private func line(
    _ figure: MatrixFigure, _ layout: TerminalMatrixLayout, _ block: Range<Int>, _ row: Int,
    _ mapping: ScaleMapping
  ) -> StyledLine {
    var line = StyledLine()
    let label = VisibleText(figure.rows[row]).truncated(to: layout.header)
    line.pad(to: layout.rowsAreNumbers ? layout.header - label.width : 0)
    line.append(label)
    line.pad(to: layout.header + 1)
    for column in block {
      let cell = layout.widths[column]
      let value = figure.values[row][column]
      let isMarked = layout.marked.contains(MatrixFigure.Cell(row: row, column: column))
      let pen = pen(on: value.flatMap(mapping.swatch), isBold: isMarked)
      let start = line.width
      line.append(isMarked ? "[" : " ", pen)
      if let words = figure.cells?[row][column] {
        line.append(VisibleText(words).truncated(to: cell.word), pen)
      }
      let number = value.map(figure.style.text) ?? ""
      line.pad(to: start + cell.total - 1 - DisplayWidth.of(number), pen)
      line.append(number, pen)
      line.append(isMarked ? "]" : " ", pen)
    }
    return line
  }
}
