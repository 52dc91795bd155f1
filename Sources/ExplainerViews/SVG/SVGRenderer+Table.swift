import ExplainerCore

extension SVGRenderer {
  /// The height of a row, and of the sparklines in it.
  private static let row = (height: 24.0, line: 18.0)

  func draw(_ figure: TableFigure, in drawing: inout SVGDrawing) {
    guard !figure.columns.isEmpty else { return paragraph("(no columns)", .words, .faint, in: &drawing) }
    let top = drawing.y
    var x = 0.0
    if figure.rows.indices.contains(where: { figure.hue(ofRow: $0) != nil }) {
      for row in figure.rows.indices {
        guard let hue = figure.hue(ofRow: row) else { continue }
        drawing.rect(0, top + Self.row.height * Double(row + 1) + 6, 12, 12, fill: .swatch(.kind(hue)))
      }
      x = 20
    }
    let shared = figure.sharedEnds
    for column in figure.columns.indices { x += draw(figure, column, at: x, top, shared, in: &drawing) + 24 }
    for row in 0...figure.rows.count {
      let y = top + Self.row.height * Double(row + 1)
      drawing.line(0, y, x - 24, y, .hairline)
    }
    drawing.y = top + Self.row.height * Double(figure.rows.count + 1) + 8
    for note in figure.seriesNotes(Array(figure.columns.indices)) {
      paragraph(note, .small, .faint, in: &drawing)
    }
  }

  /// Draws a column with its heading and returns its width.
  private func draw(
    _ figure: TableFigure, _ column: Int, at x: Double, _ top: Double, _ shared: [Int: TableFigure.Ends],
    in drawing: inout SVGDrawing
  ) -> Double {
    let title = VisibleText(figure.columns[column].title).truncated(to: 60)
    let isNumeric = figure.isNumeric(column)
    let width = figure.rows.map { Self.width($0[column]) }.reduce(
      TextMetrics.width(title.text, .words, size: 12), max)
    let (edge, anchor): (Double, SVGDrawing.Anchor) = isNumeric ? (x + width, .end) : (x, .start)
    drawing.text(title.runs, edge, top + 16, .small, .faint, anchor: anchor)
    for row in figure.rows.indices {
      let y = top + Self.row.height * Double(row + 1)
      switch figure.rows[row][column] {
      case .label(let label):
        let font: SVGDrawing.Font = label.isToken ? .token : .words
        drawing.text(VisibleText(label).truncated(to: 60).runs, edge, y + 17, font, .ink, anchor: anchor)
      case .number(let value, let style):
        drawing.text(style.text(value), edge, y + 17, Self.number, .ink, anchor: anchor)
      case .tokens(let tokens):
        var left = x
        for text in Self.list(tokens) {
          drawing.text(text.runs, left, y + 17, .token, .ink)
          left += TextMetrics.width(text.text, .mono, size: 13) + Self.tokenGap
        }
      case .series:
        guard let line = figure.sparkline(row: row, column: column, shared: shared) else { break }
        let hue = figure.hue(ofRow: row).map { Paint.swatch(.kind($0)) }
        drawing.area(
          line.path(width: Self.sparkWidth(line.parts.count), height: Self.row.line),
          x: x, y: y + (Self.row.height - Self.row.line) / 2, fill: hue ?? .faint,
          tip: figure.seriesWords(row: row, column: column))
      case .empty: break
      }
    }
    drawing.reach(x + width)
    return width
  }

  private static let number = SVGDrawing.Font(face: .mono, size: 12)
  private static let tokenGap = 14.0

  /// How wide a sparkline of so many values is.
  static func sparkWidth(_ count: Int) -> Double { count <= 30 ? Double(count) * 7 : 240 }

  private static func width(_ cell: TableFigure.Cell) -> Double {
    switch cell {
    case .label(let label):
      TextMetrics.width(
        VisibleText(label).truncated(to: 60).text, label.isToken ? .mono : .words, size: 13)
    case .number(let value, let style): TextMetrics.width(style.text(value), .mono, size: 12)
    case .tokens(let tokens):
      list(tokens).reduce(-tokenGap) { $0 + TextMetrics.width($1.text, .mono, size: 13) + tokenGap }
    case .series(let values, _): sparkWidth(min(values.count, TableFigure.sparklineLimit))
    case .empty: 0
    }
  }

  /// As many tokens as fit 60 columns, and `…` where there are more.
  private static func list(_ tokens: [Label]) -> [VisibleText] {
    var list: [VisibleText] = []
    var left = 60
    for token in tokens {
      let text = VisibleText(token).truncated(to: 60)
      guard text.width <= left else { return list + [VisibleText("…")] }
      left -= text.width + 2
      list.append(text)
    }
    return list
  }
}
