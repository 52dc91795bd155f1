import ExplainerCore

extension TerminalRenderer {
  func lines(of figure: TableFigure) -> [StyledLine] {
    guard !figure.columns.isEmpty else { return [StyledLine("(no columns)", .faint)] }
    let layout = TerminalTableLayout(figure, width: style.width, showsHues: style.colour != .none)
    var lines = [heading(figure, layout)]
    for row in figure.rows.indices { lines.append(line(figure, layout, row: row)) }
    let notes = figure.seriesNotes(layout.kept)
    if !notes.isEmpty { lines += wrapped(notes.joined(separator: " · "), .faint) }
    let dropped = figure.columns.indices.filter { !layout.kept.contains($0) }.map { figure.columns[$0].title }
    if !dropped.isEmpty {
      lines += wrapped(
        VisibleText("left out for want of width: " + dropped.joined(separator: ", ")).text, .faint)
    }
    return lines
  }

  private func heading(_ figure: TableFigure, _ layout: TerminalTableLayout) -> StyledLine {
    var line = StyledLine()
    line.pad(to: layout.margin)
    for (index, column) in layout.kept.enumerated() {
      if index > 0 { line.append("  ") }
      let start = line.width
      let title = VisibleText(figure.columns[column].title).truncated(to: layout.widths[column])
      if layout.isNumeric[column] { line.pad(to: start + layout.widths[column] - title.width) }
      line.append(title, .faint)
      line.pad(to: start + layout.widths[column])
    }
    return line
  }

  private func line(_ figure: TableFigure, _ layout: TerminalTableLayout, row: Int) -> StyledLine {
    let hue = figure.hue(ofRow: row).flatMap { hue in
      style.colour == .none ? nil : StyledLine.Pen(foreground: colour(of: .kind(hue)))
    }
    var line = StyledLine()
    if layout.margin > 0, let hue { line.append("█", hue) }
    line.pad(to: layout.margin)
    for (index, column) in layout.kept.enumerated() {
      if index > 0 { line.append("  ") }
      let start = line.width
      let width = layout.widths[column]
      switch figure.rows[row][column] {
      case .label(let label): line.append(VisibleText(label).truncated(to: width))
      case .number(let value, let style):
        let text = VisibleText(style.text(value)).truncated(to: width)
        if layout.isNumeric[column] { line.pad(to: start + width - text.width) }
        line.append(text)
      case .tokens(let tokens): line.append(Self.list(tokens, width: width))
      case .series:
        let sparkline = figure.sparkline(row: row, column: column, limit: width, shared: layout.sharedEnds)
        for block in sparkline?.blocks ?? [] {
          line.append(String(block), block == "▁" ? .faint : hue ?? .plain)
        }
      case .empty: break
      }
      line.pad(to: start + width)
    }
    return line
  }

  /// Tokens with two spaces between them, as many as fit.
  private static func list(_ tokens: [Label], width: Int) -> StyledLine {
    var line = StyledLine()
    for (index, token) in tokens.enumerated() {
      let text = VisibleText(token)
      let lead = index == 0 ? 0 : 2
      let rest = index + 1 == tokens.count ? 0 : 3
      guard line.width + lead + text.width + rest <= width else {
        // The first token is shown as far as there is room for it.
        if index == 0 { line.append(text.truncated(to: width)) } else { line.append("  …", .faint) }
        return line
      }
      if index > 0 { line.append("  ") }
      line.append(text)
    }
    return line
  }
}
