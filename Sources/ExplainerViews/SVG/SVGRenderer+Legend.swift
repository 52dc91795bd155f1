import ExplainerCore

extension SVGRenderer {
  /// Adds what the hues of a strip stand for, and how strong they are.
  func legend(of figure: TokensFigure, _ mapping: ScaleMapping, in drawing: inout SVGDrawing) {
    guard let first = figure.kinds.first else { return }
    var (x, y) = (0.0, drawing.y + 10)
    for kind in figure.kinds {
      let name = VisibleText(figure.kindName(kind)).truncated(to: 40)
      let width = 18 + TextMetrics.width(name.text, .words, size: 12)
      if x > 0, x + width > Self.column { (x, y) = (0, y + 20) }
      drawing.rect(x, y, 12, 12, fill: .swatch(.kind(ScaleMapping.hue(of: kind))))
      drawing.text(name.runs, x + 18, y + 10, .small, .faint)
      x += width + 16
    }
    (x, y) = (0, y + 22)
    func words(_ text: String, _ gap: Double) {
      guard !text.isEmpty else { return }
      drawing.text(text, x, y + 10, .small, .faint)
      x += TextMetrics.width(text, .words, size: 12) + gap
    }
    words(VisibleText(mapping.quantity).text, 14)
    words(figure.style.text(mapping.lower), 6)
    for step in 0...ColourRamp.strengths {
      let swatch = Swatch.strength(kind: ScaleMapping.hue(of: first), step)
      drawing.rect(x, y, 10.2, 12, fill: .swatch(swatch))
      x += 10
    }
    drawing.rect(x - Double(ColourRamp.strengths + 1) * 10 - 0.5, y - 0.5, 131, 13, stroke: .hairline)
    x += 6
    words(figure.style.text(mapping.upper), 24)
    drawing.y = y + 20
    guard figure.kindsRepeat else { return }
    let marks = figure.kindMarkWords(mapping)
    paragraph("Hues repeat after 16; the numbers tell them apart: \(marks).", .small, .faint, in: &drawing)
  }

  /// Adds the scale with its numbers.
  func legend(_ mapping: ScaleMapping, style: NumberStyle, mark: String = "", in drawing: inout SVGDrawing) {
    let y = drawing.y + 10
    var x = 0.0
    func words(_ text: String, _ gap: Double, _ drawing: inout SVGDrawing) {
      guard !text.isEmpty else { return }
      drawing.text(text, x, y + 10, .small, .faint)
      x += TextMetrics.width(text, .words, size: 12) + gap
    }
    words(VisibleText(mapping.quantity).text, 14, &drawing)
    switch mapping.kind {
    case .magnitude, .sign:
      words(style.text(mapping.lower), 6, &drawing)
      drawing.rect(x - 0.5, y - 0.5, 161, 13, stroke: .hairline)
      for step in 0..<32 {
        let value = mapping.value(at: Double(step) / 31)
        if let swatch = mapping.swatch(value) {
          drawing.rect(x + Double(step) * 5, y, 5.2, 12, fill: .swatch(swatch))
        }
      }
      x += 166
      words(style.text(mapping.upper), 24, &drawing)
    case .rank:
      for tick in mapping.legendTicks {
        guard let swatch = mapping.swatch(tick) else { continue }
        let text = style.text(tick)
        let width = TextMetrics.width(text, .mono, size: 11) + 10
        drawing.rect(x, y - 2, width, 16, fill: .swatch(swatch), stroke: swatch.isPaper ? .hairline : nil)
        drawing.text(text, x + width / 2, y + 10, .number, .onSwatch(swatch), anchor: .middle)
        x += width + 3
      }
      x += 4
      words("and beyond", 24, &drawing)
    case .kind:
      words(mapping.kindsRepeat ? "hues repeat after 16; the numbers tell them apart" : "", 24, &drawing)
    }
    if !mark.isEmpty {
      drawing.rect(x + 1, y - 1, 18, 14, stroke: .ink, strokeWidth: 2)
      x += 26
      words(VisibleText(mark).text, 0, &drawing)
    }
    drawing.y += 30
  }
}
