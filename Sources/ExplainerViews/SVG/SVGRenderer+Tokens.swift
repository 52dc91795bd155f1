import ExplainerCore

extension SVGRenderer {
  /// The most series drawn as strips of their own.
  static let stripLimit = 6
  /// The most tokens drawn over all strips, where that leaves one strip.
  static let tokenLimit = 1200

  func draw(_ figure: TokensFigure, in drawing: inout SVGDrawing) {
    guard !figure.tokens.isEmpty else { return paragraph("(no tokens)", .words, .faint, in: &drawing) }
    let mapping = ScaleMapping(figure.scale, values: figure.allWeights)
    if figure.series.isEmpty { drawStrip(figure, nil, mapping, in: &drawing) }
    let drawn = min(Self.stripLimit, max(1, Self.tokenLimit / figure.tokens.count))
    for series in figure.series.prefix(drawn) {
      if figure.series.count > 1 { paragraph(VisibleText(series.name).text, .small, .faint, in: &drawing) }
      drawStrip(figure, series.weights, mapping, in: &drawing)
      drawing.y += 6
    }
    if !figure.series.isEmpty { legend(mapping, style: figure.style, in: &drawing) }
    if figure.series.count > drawn {
      let rest = figure.series.dropFirst(drawn).map(\.name).joined(separator: ", ")
      paragraph("Not drawn: \(VisibleText(rest).text).", .small, .faint, in: &drawing)
    }
  }

  private func drawStrip(
    _ figure: TokensFigure, _ weights: [Double?]?, _ mapping: ScaleMapping, in drawing: inout SVGDrawing
  ) {
    let isNumbered = figure.tokens.count <= TokensFigure.numberedLimit
    let height = isNumbered ? 38.0 : 26
    let margin = isNumbered ? 0 : Double(String(figure.tokens.count - 1).count) * 11 * 0.61 + 10
    var x = margin
    var y = drawing.y + (isNumbered ? 16 : 4)
    var edges: [(x: Double, y: Double)] = []
    func startLine(_ index: Int, _ drawing: inout SVGDrawing) {
      x = margin
      if !isNumbered { drawing.text(String(index), margin - 8, y + 15, .number, .faint, anchor: .end) }
    }
    startLine(0, &drawing)
    for (index, token) in figure.tokens.enumerated() {
      let text = VisibleText(token).truncated(to: 60)
      let isGenerated = figure.firstGenerated.map { index >= $0 } ?? false
      let font = SVGDrawing.Font(face: .mono, size: 13, isBold: isGenerated)
      let width = TextMetrics.width(text.text, .mono, size: 13) + 2
      if x > margin, x + width > Self.column || figure.tokens[index - 1].text.contains("\n") {
        y += height
        startLine(index, &drawing)
      } else if index == figure.firstGenerated, index > 0 {
        x += 10
      }
      let swatch = weights.flatMap { $0[index] }.flatMap(mapping.swatch)
      if let swatch {
        let value = weights.flatMap { $0[index] }.map(figure.style.text) ?? ""
        drawing.rect(x, y, width, 21, fill: .swatch(swatch), tip: "\(index) \(text.text): \(value)")
      }
      if isNumbered {
        drawing.text(String(index), x + 1, y - 3, SVGDrawing.Font(face: .mono, size: 9), .faint)
      }
      drawing.text(text.runs, x + 1, y + 15, font, swatch.map { .onSwatch($0) } ?? .ink)
      edges.append((x + width, y + 17))
      if isGenerated { drawing.line(x, y + 22, x + width, y + 22, .ink, width: 2) }
      x += width
    }
    // The edges of tokens stay visible where neighbours have one colour or none.
    drawing.ticks(edges, length: 4, .faint)
    drawing.y = y + 26
  }
}
