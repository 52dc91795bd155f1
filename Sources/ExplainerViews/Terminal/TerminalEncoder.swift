/// Turns styled lines into the bytes a terminal understands; the only place that writes escape sequences.
struct TerminalEncoder: Sendable {
  /// The terminal.
  let style: TerminalStyle

  /// The line's text, cut at the terminal's width, without a line end.
  func text(of line: StyledLine) -> String {
    var output = ""
    var left = style.width
    var pending = ""
    for (text, pen) in line.runs {
      let columns = DisplayWidth.of(text)
      let fitting = columns <= left ? text : DisplayWidth.truncate(text, to: left)
      let codes = style.colour == .none ? "" : self.codes(pen)
      if codes.isEmpty {
        // Spaces at the end of a line are not worth their bytes.
        let kept = fitting.lastIndex { $0 != " " }
        if let kept {
          output += pending + fitting[...kept]
          pending = String(fitting[fitting.index(after: kept)...])
        } else {
          pending += fitting
        }
      } else {
        output += pending + "\u{1B}[\(codes)m" + fitting + "\u{1B}[0m"
        pending = ""
      }
      left -= columns
      if left <= 0 { break }
    }
    return output
  }

  private func codes(_ pen: StyledLine.Pen) -> String {
    var codes: [String] = []
    if pen.isBold { codes.append("1") }
    if pen.isFaint { codes.append("2") }
    if let colour = pen.foreground { codes.append(code(38, colour)) }
    if let colour = pen.background { codes.append(code(48, colour)) }
    return codes.joined(separator: ";")
  }

  private func code(_ layer: Int, _ colour: RGB) -> String {
    style.colour == .trueColour
      ? "\(layer);2;\(colour.red);\(colour.green);\(colour.blue)"
      : "\(layer);5;\(ANSIPalette.nearest(to: colour).index)"
  }
}
