import ExplainerCore

extension TerminalRenderer {
  /// What the hues of a strip stand for, and what their strengths or marks mean.
  func legend(of figure: TokensFigure, _ mapping: ScaleMapping) -> [StyledLine] {
    let kinds = figure.kinds
    guard let first = kinds.first else { return [] }
    var lines: [StyledLine] = []
    var line = StyledLine()
    for kind in kinds {
      let name = VisibleText(figure.kindName(kind)).truncated(to: style.width / 2)
      let width = name.width + (style.colour == .none ? 0 : 2)
      if line.width > 0, line.width + 2 + width > style.width {
        lines.append(line)
        line = StyledLine()
      } else if line.width > 0 {
        line.append("  ")
      }
      if style.colour != .none {
        line.append("█", StyledLine.Pen(foreground: colour(of: .kind(ScaleMapping.hue(of: kind)))))
        line.append(" ")
      }
      line.append(name, .faint)
    }
    lines.append(line)
    let quantity = VisibleText(mapping.quantity).text
    if style.colour != .none {
      var ramp = StyledLine(quantity + (quantity.isEmpty ? "" : "  "), .faint)
      ramp.append(figure.style.text(mapping.lower) + " ", .faint)
      for step in 1...ColourRamp.strengths {
        ramp.append(" ", pen(on: .strength(kind: ScaleMapping.hue(of: first), step)))
      }
      ramp.append(" " + figure.style.text(mapping.upper), .faint)
      lines.append(ramp)
    }
    let marks = figure.kindMarkWords(mapping)
    if style.colour == .none {
      lines += wrapped(quantity.isEmpty ? marks : "\(quantity): \(marks)", .faint)
    } else if figure.kindsRepeat {
      lines += wrapped("hues repeat after 16; the numbers tell them apart: \(marks)", .faint)
    }
    return lines
  }

  /// The scale with its numbers; empty where there are no colours to explain and no quantity to name.
  func legend(_ mapping: ScaleMapping, style number: NumberStyle) -> [StyledLine] {
    var line = StyledLine(VisibleText(mapping.quantity).text, .faint)
    guard style.colour != .none else { return mapping.quantity.isEmpty ? [] : [line] }
    if line.width > 0 { line.append("  ") }
    switch mapping.kind {
    case .magnitude, .sign:
      line.append(number.text(mapping.lower) + " ", .faint)
      for step in 0..<16 {
        let value = mapping.value(at: Double(step) / 15)
        line.append(" ", pen(on: mapping.swatch(value)))
      }
      line.append(" " + number.text(mapping.upper), .faint)
    case .rank:
      for (index, tick) in mapping.legendTicks.enumerated() {
        if index > 0 { line.append(" ") }
        line.append(" \(number.text(tick)) ", pen(on: mapping.swatch(tick)))
      }
      line.append(" and beyond", .faint)
    case .kind:
      line.append(
        mapping.kindsRepeat ? "hues repeat after 16; the numbers tell them apart" : "one hue each", .faint)
    }
    return [line]
  }
}
