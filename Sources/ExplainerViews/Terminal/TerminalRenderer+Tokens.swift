import ExplainerCore

extension TerminalRenderer {
  func lines(of figure: TokensFigure) -> [StyledLine] {
    guard !figure.tokens.isEmpty else { return [StyledLine("(no tokens)", .faint)] }
    let mapping = ScaleMapping(figure.scale, values: figure.allWeights)
    guard !figure.series.isEmpty else { return strip(figure, nil, mapping) }
    var lines: [StyledLine] = []
    for (index, series) in figure.series.enumerated() {
      if index > 0 { lines.append(StyledLine()) }
      // A single series is named by the legend.
      if figure.series.count > 1 || (series.name != figure.scale.quantity && !series.name.isEmpty) {
        lines += wrapped(VisibleText(series.name).text, .plain)
      }
      lines += strip(figure, series, mapping)
    }
    if figure.series.contains(where: { $0.kinds == nil }) { lines += legend(mapping, style: figure.style) }
    if figure.series.contains(where: { $0.kinds != nil }) { lines += legend(of: figure, mapping) }
    return lines
  }

  /// The tokens one after the other, each line led by the position of its first token; lines are broken between words.
  private func strip(_ figure: TokensFigure, _ series: TokensFigure.Series?, _ mapping: ScaleMapping)
    -> [StyledLine]
  {
    let digits = String(figure.tokens.count - 1).count
    var lines: [StyledLine] = []
    var line = StyledLine()
    func start(_ index: Int) {
      if line.width > 0 { lines.append(line) }
      line = StyledLine()
      let number = String(index)
      line.pad(to: digits - number.count)
      line.append(number + " ", .faint)
    }
    let isMarked = series?.kinds != nil && (style.colour == .none || figure.kindsRepeat)
    for word in figure.words {
      let pieces = word.map { piece(figure, $0, series, mapping, isMarked: isMarked) }
      let gap = figure.gap(before: word.lowerBound)
      let endsLine =
        gap.map { $0.breaks > 0 }
        ?? (word.lowerBound > 0 && figure.tokens[word.lowerBound - 1].text.contains { $0.isNewline })
      let wide = pieces.reduce(pieces.count - 1) { $0 + $1.width } + 1
      for (index, piece) in zip(word, pieces) {
        let isFirst = index == word.lowerBound
        let needed = isFirst && wide <= TokensFigure.widestWord ? wide : piece.width + 1
        if line.width == 0 || (isFirst && endsLine) || line.width + needed > style.width {
          if gap?.breaks == 2, isFirst, index > 0 {
            lines.append(line)
            line = StyledLine()
            lines.append(line)
          }
          start(index)
        } else if let gap {
          if isFirst { line.append(gap.hasBlank || !gap.dropped.text.isEmpty ? " " : "") }
        } else if index != figure.firstGenerated, !(figure.tokens[index].text.first?.isWhitespace ?? true) {
          line.append("|", .faint)
        }
        if isFirst, let gap, !gap.dropped.text.isEmpty {
          line.append(gap.dropped.truncated(to: 8).text + (gap.hasBlank ? " " : ""), .faint)
        }
        line.append(piece)
      }
    }
    lines.append(line)
    return lines
  }

  private func piece(
    _ figure: TokensFigure, _ index: Int, _ series: TokensFigure.Series?, _ mapping: ScaleMapping,
    isMarked: Bool
  ) -> StyledLine {
    var piece = StyledLine()
    if index == figure.firstGenerated { piece.append(" ▸ ") }
    let isGenerated = figure.firstGenerated.map { index >= $0 } ?? false
    let pen = pen(on: figure.swatch(index, in: series, mapping), isBold: isGenerated)
    piece.append(VisibleText(figure.tokens[index]), pen)
    guard let series, let weight = series.weights[index] else { return piece }
    if isMarked {
      piece.append(figure.kindMark(index, in: series, mapping), pen)
    } else if style.colour == .none, series.kinds == nil {
      piece.append("(\(figure.style.text(weight)))")
    }
    return piece
  }
}
