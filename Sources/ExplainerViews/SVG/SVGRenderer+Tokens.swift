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
      drawStrip(figure, series, mapping, in: &drawing)
      drawing.y += 6
    }
    if figure.series.contains(where: { $0.kinds == nil }) {
      legend(mapping, style: figure.style, in: &drawing)
    }
    if figure.series.contains(where: { $0.kinds != nil }) { legend(of: figure, mapping, in: &drawing) }
    if figure.series.count > drawn {
      let rest = figure.series.dropFirst(drawn).map(\.name).joined(separator: ", ")
      paragraph("Not drawn: \(VisibleText(rest).text).", .small, .faint, in: &drawing)
    }
  }

  private func drawStrip(
    _ figure: TokensFigure, _ series: TokensFigure.Series?, _ mapping: ScaleMapping,
    in drawing: inout SVGDrawing
  ) {
    let isNumbered = figure.tokens.count <= TokensFigure.numberedLimit
    let height = isNumbered ? 38.0 : 26
    let margin = isNumbered ? 0 : Double(String(figure.tokens.count - 1).count) * 11 * 0.61 + 10
    let marked = figure.kindsRepeat ? series : nil
    let texts = figure.tokens.indices.map { index in
      let mark = marked.map { figure.kindMark(index, in: $0, mapping) } ?? ""
      return VisibleText(figure.tokens[index]).truncated(to: 60).followed(by: mark)
    }
    let widths = texts.map { TextMetrics.width($0.text, .mono, size: 13) + 2 }
    var x = margin
    var y = drawing.y + (isNumbered ? 16 : 4)
    var edges: [(x: Double, y: Double)] = []
    func startLine(_ index: Int, _ drawing: inout SVGDrawing) {
      x = margin
      if !isNumbered { drawing.text(String(index), margin - 8, y + 15, .number, .faint, anchor: .end) }
    }
    startLine(0, &drawing)
    for word in figure.words {
      let gap = figure.gap(before: word.lowerBound)
      let wordWidth = widths[word].reduce(0, +)
      let isShort = wordWidth <= Double(TokensFigure.widestWord) * 13 * 0.61
      for index in word {
        let isFirst = index == word.lowerBound
        let breaks = gap?.breaks ?? (index > 0 && figure.tokens[index - 1].text.contains("\n") ? 1 : 0)
        let lead = isFirst && gap?.hasBlank == true ? 8.0 : 0
        let needed = isFirst && isShort ? wordWidth : widths[index]
        if x > margin, x + lead + needed > Self.column || (isFirst && breaks > 0) {
          y += height * (isFirst && breaks > 1 ? 1.5 : 1)
          startLine(index, &drawing)
        } else if x > margin {
          x += index == figure.firstGenerated ? 10 : lead
        }
        if isFirst, let dropped = gap?.dropped.truncated(to: 8), !dropped.text.isEmpty {
          drawing.text(dropped.text, x, y + 15, .token, .faint)
          x += TextMetrics.width(dropped.text, .mono, size: 13) + lead
        }
        let isGenerated = figure.firstGenerated.map { index >= $0 } ?? false
        let swatch = figure.swatch(index, in: series, mapping)
        if let swatch {
          let words = figure.weightWords(index, in: series)
          let tip = "\(index) \(VisibleText(figure.tokens[index]).text): \(words)"
          drawing.rect(x, y, widths[index], 21, fill: .swatch(swatch), tip: tip)
        }
        if isNumbered {
          drawing.text(String(index), x + 1, y - 3, SVGDrawing.Font(face: .mono, size: 9), .faint)
        }
        let font = SVGDrawing.Font(face: .mono, size: 13, isBold: isGenerated)
        drawing.text(texts[index].runs, x + 1, y + 15, font, swatch.map { .onSwatch($0) } ?? .ink)
        // In running text a blank shows the end of a token.
        if figure.gaps == nil || index + 1 < word.upperBound { edges.append((x + widths[index], y + 17)) }
        if isGenerated { drawing.line(x, y + 22, x + widths[index], y + 22, .ink, width: 2) }
        x += widths[index]
      }
    }
    // The edges of tokens stay visible where neighbours have one colour or none.
    if !edges.isEmpty { drawing.ticks(edges, length: 4, .faint) }
    drawing.y = y + 26
  }
}
