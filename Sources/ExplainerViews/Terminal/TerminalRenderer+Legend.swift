import ExplainerCore

extension TerminalRenderer {
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
