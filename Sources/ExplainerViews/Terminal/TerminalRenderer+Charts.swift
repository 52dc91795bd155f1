import ExplainerCore

extension TerminalRenderer {
  func lines(of figure: BarsFigure) -> [StyledLine] {
    guard !figure.bars.isEmpty else { return [StyledLine("(no bars)", .faint)] }
    let labels = figure.bars.map { VisibleText($0.label).truncated(to: min(28, style.width / 3)) }
    let numbers = figure.bars.map { figure.style.text($0.value) }
    let labelWidth = labels.map(\.width).max() ?? 0
    let numberWidth = numbers.map { DisplayWidth.of($0) }.max() ?? 0
    let room = max(1, style.width - labelWidth - numberWidth - 4)
    let axis = figure.axisMaximum
    var lines: [StyledLine] = []
    for (index, bar) in figure.bars.enumerated() {
      var line = StyledLine()
      line.append(labels[index])
      line.pad(to: labelWidth + 2 + numberWidth - DisplayWidth.of(numbers[index]))
      line.append(numbers[index] + "  ")
      let part = bar.value.isFinite ? min(max(bar.value / axis, 0), 1) : 0
      let eighths = Int((part * Double(room * 8)).rounded())
      let ends = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
      let pen =
        style.colour == .none ? .plain : StyledLine.Pen(foreground: colour(of: .magnitude(barStep)))
      line.append(String(repeating: "█", count: eighths / 8) + ends[eighths % 8], pen)
      lines.append(line)
    }
    if !figure.quantity.isEmpty {
      lines += wrapped(
        VisibleText("\(figure.quantity); a full bar is \(figure.style.text(axis))").text, .faint)
    }
    return lines
  }

  /// A strong step of the ramp that has 3 : 1 on light and dark grounds alike.
  private var barStep: Int { style.ground == .light ? 50 : style.ground == .dark ? 48 : 38 }

  func lines(of figure: LinesFigure) -> [StyledLine] {
    guard !figure.lines.isEmpty, !figure.places.isEmpty else { return [StyledLine("(no lines)", .faint)] }
    let scale = LineScale(figure)
    let labels = figure.lines.map { VisibleText($0.label).truncated(to: min(20, style.width / 4)) }
    let labelWidth = max(labels.map(\.width).max() ?? 0, min(20, VisibleText(figure.horizontalTitle).width))
    let numbers = figure.lines.map { line in line.values.map { $0.map(figure.style.text) ?? "–" } }
    let ticks = figure.places.map { VisibleText($0).truncated(to: 8) }
    let cell =
      max(numbers.joined().map { DisplayWidth.of($0) }.max() ?? 0, ticks.map(\.width).max() ?? 0) + 1
    let sparkWidth = min(figure.places.count, max(4, style.width / 3))
    let fits = labelWidth + 3 + sparkWidth + cell * figure.places.count <= style.width
    var lines: [StyledLine] = []
    if fits {
      var heading = StyledLine(VisibleText(figure.horizontalTitle).truncated(to: labelWidth).text, .faint)
      heading.pad(to: labelWidth + 3 + sparkWidth)
      for tick in ticks {
        heading.pad(to: heading.width + cell - tick.width)
        heading.append(tick, .faint)
      }
      lines.append(heading)
    }
    for (index, line) in figure.lines.enumerated() {
      var row = StyledLine()
      row.append(labels[index])
      row.pad(to: labelWidth + 1)
      let pen =
        style.colour == .none
        ? StyledLine.Pen.plain : StyledLine.Pen(foreground: colour(of: .kind(index % ColourRamp.kinds)))
      row.append(scale.sparkline(line.values, columns: sparkWidth), pen)
      row.pad(to: labelWidth + 3 + sparkWidth)
      if fits {
        for number in numbers[index] {
          row.pad(to: row.width + cell - DisplayWidth.of(number))
          row.append(number)
        }
      } else {
        row.append(summary(figure, line))
      }
      lines.append(row)
    }
    var words = VisibleText(figure.quantity).text
    if figure.isRank { words += words.isEmpty ? "1 is highest" : "; higher is nearer to 1" }
    if !fits { words += "; \(figure.places.count) places do not fit as numbers in \(style.width) columns" }
    return words.isEmpty ? lines : lines + wrapped(words, .faint)
  }

  /// First, last and best value of a line whose numbers do not fit.
  private func summary(_ figure: LinesFigure, _ line: LinesFigure.Line) -> String {
    let values = line.values.enumerated().compactMap { index, value in value.map { (index, $0) } }
      .filter { $0.1.isFinite }
    guard let first = values.first, let last = values.last else { return "no values" }
    let best = (figure.isRank ? values.min { $0.1 < $1.1 } : values.max { $0.1 < $1.1 }) ?? last
    let position = Axis(figure.horizontalTitle, figure.places).words(best.0)
    return "\(figure.style.text(first.1)) → \(figure.style.text(last.1)), "
      + "\(figure.isRank ? "best" : "most") \(figure.style.text(best.1)) at \(position)"
  }
}

extension BarsFigure {
  /// The value of a full bar; above 0.
  var axisMaximum: Double {
    let greatest = bars.map(\.value).filter(\.isFinite).max() ?? 0
    let wanted = maximum.flatMap { $0.isFinite ? $0 : nil } ?? greatest
    return wanted > 0 ? wanted : 1
  }
}
