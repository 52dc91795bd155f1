import ExplainerCore

extension TerminalRenderer {
  func lines(of figure: TokensFigure) -> [StyledLine] {
    guard !figure.tokens.isEmpty else { return [StyledLine("(no tokens)", .faint)] }
    guard !figure.series.isEmpty else { return strip(figure, nil, nil) }
    var lines: [StyledLine] = []
    for (index, series) in figure.series.enumerated() {
      if index > 0 { lines.append(StyledLine()) }
      let mapping = ScaleMapping(figure.scale, values: figure.allWeights)
      // A single series is named by the legend.
      if figure.series.count > 1 || (series.name != figure.scale.quantity && !series.name.isEmpty) {
        lines += wrapped(VisibleText(series.name).text, .plain)
      }
      lines += strip(figure, series.weights, mapping)
      if index == figure.series.count - 1 { lines += legend(mapping, style: figure.style) }
    }
    return lines
  }

  /// The tokens one after the other, each line led by the position of its first token.
  private func strip(_ figure: TokensFigure, _ weights: [Double?]?, _ mapping: ScaleMapping?) -> [StyledLine]
  {
    let margin = String(figure.tokens.count - 1).count + 1
    var lines: [StyledLine] = []
    var line = StyledLine()
    for (index, token) in figure.tokens.enumerated() {
      let piece = self.piece(figure, index, weights?[index], mapping)
      let endedLine = index > 0 && figure.tokens[index - 1].text.contains("\n")
      if line.width == 0 || endedLine || line.width + piece.width > style.width {
        if line.width > 0 { lines.append(line) }
        line = StyledLine()
        let number = String(index)
        line.pad(to: margin - 1 - number.count)
        line.append(number + " ", .faint)
      } else if index != figure.firstGenerated, !(token.text.first?.isWhitespace ?? true) {
        line.append("|", .faint)
      }
      line.append(piece)
    }
    lines.append(line)
    return lines
  }

  private func piece(_ figure: TokensFigure, _ index: Int, _ weight: Double?, _ mapping: ScaleMapping?)
    -> StyledLine
  {
    var piece = StyledLine()
    if index == figure.firstGenerated { piece.append(" ▸ ") }
    let isGenerated = figure.firstGenerated.map { index >= $0 } ?? false
    let pen = pen(on: weight.flatMap { value in mapping.flatMap { $0.swatch(value) } }, isBold: isGenerated)
    piece.append(VisibleText(figure.tokens[index]), pen)
    if style.colour == .none, let weight { piece.append("(\(figure.style.text(weight)))") }
    return piece
  }
}
