import ExplainerCore

extension TerminalRenderer {
  /// A matrix with too many cells for numbers: its colours in blocks, and its strongest cells by name.
  func overview(of figure: MatrixFigure, _ mapping: ScaleMapping) -> [StyledLine] {
    let size =
      "\(Counting.words(figure.rows.count, "row")) × \(Counting.words(figure.columns.count, "column"))"
    var lines: [StyledLine] = []
    if style.colour != .none { lines += picture(of: figure, mapping, size) }
    let strongest = StrongestCells.of(figure, count: 10)
    let words = figure.scale.kind == .rank ? "The best ranks" : "The greatest values"
    lines += wrapped(
      style.colour == .none ? "\(size), too many to print; \(words.lowercased()) are:" : "\(words):", .faint)
    let numbers = strongest.map { figure.style.text($0.value) }
    let column = numbers.map { DisplayWidth.of($0) }.max() ?? 0
    let rows = Axis(figure.rowTitle, figure.rows)
    let columns = Axis(figure.columnTitle, figure.columns)
    for (cell, number) in zip(strongest, numbers) {
      var line = StyledLine()
      line.pad(to: 2 + column - DisplayWidth.of(number))
      line.append(number + "  ")
      line.append(
        rows.words(cell.row) + " · " + columns.words(cell.column))
      lines.append(line)
    }
    return lines
  }

  private func picture(of figure: MatrixFigure, _ mapping: ScaleMapping, _ size: String) -> [StyledLine] {
    let labels = figure.rows.map { VisibleText($0).truncated(to: 12) }
    let header = labels.map(\.width).max() ?? 0
    let room = max(4, style.width - header - 1)
    let across = (figure.columns.count + room - 1) / room
    let down = (figure.rows.count + 47) / 48
    var lines: [StyledLine] = []
    for top in stride(from: 0, to: figure.rows.count, by: down) {
      var line = StyledLine()
      line.pad(to: header - labels[top].width)
      line.append(labels[top], .faint)
      line.append(" ")
      let rows = figure.values[top..<min(top + down, figure.rows.count)]
      for left in stride(from: 0, to: figure.columns.count, by: across) {
        let cells = rows.flatMap { $0[left..<min(left + across, $0.count)] }.compactMap(\.self)
        line.append(" ", pen(on: StrongestCells.strongest(cells, figure.scale.kind).flatMap(mapping.swatch)))
      }
      lines.append(line)
    }
    let block =
      across * down == 1
      ? "one character a cell" : "one character for \(down) × \(across) cells, the strongest of them"
    return lines + legend(mapping, style: figure.style) + wrapped("\(size): \(block)", .faint)
  }
}
