import ExplainerCore

extension SVGRenderer {
  /// The most cells that are drawn one by one; beyond, the matrix is an image.
  static let imageLimit = 4000

  func draw(_ figure: MatrixFigure, in drawing: inout SVGDrawing) {
    guard !figure.rows.isEmpty, !figure.columns.isEmpty else {
      return paragraph("(no cells)", .words, .faint, in: &drawing)
    }
    let mapping = ScaleMapping(figure.scale, values: figure.values.joined().compactMap(\.self))
    let layout = SVGMatrixLayout(figure)
    drawHeadings(figure, layout, in: &drawing)
    let top = drawing.y
    if figure.rows.count * figure.columns.count > Self.imageLimit {
      drawImage(figure, layout, mapping, in: &drawing)
    } else {
      drawCells(figure, layout, mapping, in: &drawing)
    }
    for (row, label) in figure.rows.enumerated() where row % layout.rowStep == 0 {
      let y = top + (Double(row) + 0.5) * layout.cellHeight + 4
      let text = VisibleText(label).truncated(to: SVGMatrixLayout.labelCap)
      drawing.text(text.runs, layout.left - 8, y, label.isToken ? .token : .number, .ink, anchor: .end)
    }
    for cell in figure.marked {
      let width = layout.widths[cell.column]
      drawing.rect(
        layout.starts[cell.column] + 1, top + Double(cell.row) * layout.cellHeight + 1, max(2, width - 2),
        max(2, layout.cellHeight - 2), stroke: .ink, strokeWidth: layout.cellHeight > 12 ? 2 : 1)
    }
    drawing.y = top + Double(figure.rows.count) * layout.cellHeight
    legend(mapping, style: figure.style, mark: figure.marked.isEmpty ? "" : figure.markMeaning, in: &drawing)
    if !layout.printsNumbers {
      paragraph("Too many cells to print their numbers.", .small, .faint, in: &drawing)
    }
  }

  private func drawHeadings(_ figure: MatrixFigure, _ layout: SVGMatrixLayout, in drawing: inout SVGDrawing) {
    let titles = [
      figure.rowTitle.isEmpty ? "" : figure.rowTitle + " ↓",
      figure.columnTitle.isEmpty ? "" : figure.columnTitle + " →",
    ]
    drawing.y += layout.headingHeight + 16
    drawing.text(
      VisibleText(titles[1]).text, layout.left, drawing.y - layout.headingHeight - 6, .small, .faint)
    drawing.text(VisibleText(titles[0]).text, layout.left - 8, drawing.y - 6, .small, .faint, anchor: .end)
    for (column, label) in figure.columns.enumerated() where column % layout.columnStep == 0 {
      let text = VisibleText(label).truncated(to: SVGMatrixLayout.labelCap)
      let (start, width) = (layout.starts[column], layout.widths[column])
      let font: SVGDrawing.Font = label.isToken ? .token : .number
      if layout.isRotated {
        drawing.text(text.runs, start + width / 2 + 4, drawing.y - 6, font, .ink, rotated: true)
      } else if figure.cells != nil {
        drawing.text(text.runs, start + 8, drawing.y - 6, font, .ink)
      } else {
        drawing.text(text.runs, start + width / 2, drawing.y - 6, font, .ink, anchor: .middle)
      }
    }
  }

  private func drawCells(
    _ figure: MatrixFigure, _ layout: SVGMatrixLayout, _ mapping: ScaleMapping, in drawing: inout SVGDrawing
  ) {
    let rows = Axis(figure.rowTitle, figure.rows)
    let columns = Axis(figure.columnTitle, figure.columns)
    for (row, values) in figure.values.enumerated() {
      let y = drawing.y + Double(row) * layout.cellHeight
      for (column, value) in values.enumerated() {
        let (x, width) = (layout.starts[column], layout.widths[column])
        let swatch = value.flatMap(mapping.swatch)
        let number = value.map(figure.style.text) ?? ""
        let word = figure.cells.map { VisibleText($0[row][column]) }
        let cell = rows.words(row) + " · " + columns.words(column)
        let tip = [cell, word?.text ?? "", number].filter { !$0.isEmpty }.joined(separator: ": ")
        drawing.rect(
          x, y, width - layout.gap, layout.cellHeight - layout.gap,
          fill: swatch.map { .swatch($0) } ?? .paper, tip: tip)
        guard layout.printsNumbers else { continue }
        let paint: Paint = swatch.map { .onSwatch($0) } ?? .ink
        let base = y + layout.cellHeight / 2 + 4
        if let word {
          drawing.text(word.truncated(to: layout.words[column]).runs, x + 8, base, .token, paint)
          drawing.text(number, x + width - 8, base, .number, paint, anchor: .end)
        } else {
          drawing.text(number, x + width / 2, base, .number, paint, anchor: .middle)
        }
      }
    }
  }

  private func drawImage(
    _ figure: MatrixFigure, _ layout: SVGMatrixLayout, _ mapping: ScaleMapping, in drawing: inout SVGDrawing
  ) {
    var indices: [Swatch: UInt8] = [:]
    var swatches: [Swatch] = []
    let pixels = figure.values.joined().map { value -> UInt8 in
      guard let swatch = value.flatMap(mapping.swatch) else { return 0 }
      if let known = indices[swatch] { return known }
      swatches.append(swatch)
      let index = UInt8(clamping: swatches.count)
      indices[swatch] = index
      return index
    }
    func url(_ theme: Theme) -> String {
      PNGImage(
        width: figure.columns.count, height: figure.rows.count, pixels: pixels,
        palette: [theme.paper] + swatches.prefix(255).map { $0.rgb(theme) }
      ).dataURL
    }
    let width = Double(figure.columns.count) * (layout.widths.first ?? 1)
    let height = Double(figure.rows.count) * layout.cellHeight
    drawing.image(layout.left, drawing.y, width, height, light: url(.light), dark: url(.dark))
    drawing.rect(layout.left - 0.5, drawing.y - 0.5, width + 1, height + 1, stroke: .hairline)
  }
}
