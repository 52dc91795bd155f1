import ExplainerCore

extension SVGRenderer {
  func draw(_ figure: BarsFigure, in drawing: inout SVGDrawing) {
    guard !figure.bars.isEmpty else { return paragraph("(no bars)", .words, .faint, in: &drawing) }
    let labels = figure.bars.map { VisibleText($0.label).truncated(to: 24) }
    let left = (labels.map { TextMetrics.width($0.text, .mono, size: 13) }.max() ?? 0) + 8
    let numbers = figure.bars.map { figure.style.text($0.value) }
    let numberWidth = (numbers.map { TextMetrics.width($0, .mono, size: 11) }.max() ?? 0) + 16
    let room = max(60, Self.column - left - numberWidth)
    for (index, bar) in figure.bars.enumerated() {
      let part = bar.value.isFinite ? min(max(bar.value / figure.axisMaximum, 0), 1) : 0
      let font: SVGDrawing.Font = bar.label.isToken ? .token : .words
      drawing.text(labels[index].runs, left - 8, drawing.y + 15, font, .ink, anchor: .end)
      drawing.text(numbers[index], left + numberWidth - 10, drawing.y + 15, .number, .ink, anchor: .end)
      drawing.rect(
        left + numberWidth, drawing.y + 3, max(0.5, part * room), 16, fill: .swatch(.magnitude(46)),
        tip: "\(labels[index].text): \(numbers[index])")
      drawing.y += 22
    }
    drawing.line(
      left + numberWidth - 0.5, drawing.y - 22 * Double(figure.bars.count), left + numberWidth - 0.5,
      drawing.y, .faint)
    let words = "\(figure.quantity); the axis ends at \(figure.style.text(figure.axisMaximum))"
    drawing.text(VisibleText(words).text, left + numberWidth, drawing.y + 14, .small, .faint)
    drawing.y += 24
  }

  func draw(_ figure: LinesFigure, in drawing: inout SVGDrawing) {
    guard !figure.lines.isEmpty, !figure.places.isEmpty else {
      return paragraph("(no lines)", .words, .faint, in: &drawing)
    }
    LineChart(figure).draw(in: &drawing)
  }
}
