import ExplainerCore

/// Lines over a common axis, labelled at their ends instead of by a legend.
struct LineChart {
  private let figure: LinesFigure
  private let scale: LineScale
  private let labels: [VisibleText]
  private let left: Double
  private let width: Double
  private let height: Double

  /// The chart of `figure`, which has lines and places and has passed `validate`.
  init(_ figure: LinesFigure, width: Double = SVGRenderer.column) {
    self.figure = figure
    scale = LineScale(figure)
    labels = figure.lines.map { VisibleText($0.label).truncated(to: 20) }
    let ticks = scale.ticks.map { TextMetrics.width(figure.style.text($0), .mono, size: 11) }
    left = (ticks.max() ?? 0) + 14
    let right = (labels.map { TextMetrics.width($0.text, .mono, size: 13) }.max() ?? 0) + 14
    self.width = max(160, width - left - right)
    height = max(180, Double(figure.lines.count) * 16 + 20)
  }

  private func x(_ index: Int) -> Double {
    let count = figure.places.count
    return left + (count == 1 ? width / 2 : 8 + (width - 16) * Double(index) / Double(count - 1))
  }

  func draw(in drawing: inout SVGDrawing) {
    drawing.y += 16
    drawing.text(VisibleText(figure.quantity).text, 0, drawing.y - 2, .small, .faint)
    drawing.y += 14
    let top = drawing.y
    func y(_ value: Double) -> Double { top + height * (1 - scale.position(value)) }
    for tick in scale.ticks {
      drawing.line(left, y(tick), left + width, y(tick), .hairline)
      drawing.text(figure.style.text(tick), left - 8, y(tick) + 4, .number, .faint, anchor: .end)
    }
    drawAxis(top + height, in: &drawing)
    let axis = Axis(figure.horizontalTitle, figure.places)
    for (index, line) in figure.lines.enumerated() {
      drawing.group(line: index) { draw(line, index, axis, y, in: &$0) }
    }
    drawEnds(y, in: &drawing)
    drawing.y = top + height + 44
  }

  private func draw(
    _ line: LinesFigure.Line, _ index: Int, _ axis: Axis, _ y: (Double) -> Double,
    in drawing: inout SVGDrawing
  ) {
    let paint = Paint.swatch(.kind(index % ColourRamp.kinds))
    var run: [(x: Double, y: Double)] = []
    for (index, value) in line.values.enumerated() {
      guard let value, value.isFinite else {
        drawing.path(run, paint, width: 2)
        run = []
        continue
      }
      run.append((x(index), y(value)))
    }
    drawing.path(run, paint, width: 2)
    for case (let position, let value?) in line.values.enumerated() where value.isFinite {
      drawing.dot(
        x(position), y(value), radius: figure.places.count > 40 ? 1.5 : 3.5, paint,
        tip: "\(axis.words(position)) · \(labels[index].text): \(figure.style.text(value))")
    }
  }

  private func drawAxis(_ bottom: Double, in drawing: inout SVGDrawing) {
    let texts = figure.places.map { VisibleText($0).truncated(to: 10) }
    let widest = (texts.map { TextMetrics.width($0.text, .mono, size: 11) }.max() ?? 0) + 10
    let room = figure.places.count > 1 ? (width - 16) / Double(figure.places.count - 1) : width
    let step = max(1, Int((widest / room).rounded(.up)))
    for (index, text) in texts.enumerated() where index % step == 0 {
      drawing.line(x(index), bottom + 4, x(index), bottom + 8, .faint)
      drawing.text(text.runs, x(index), bottom + 20, .number, .faint, anchor: .middle)
    }
    drawing.text(
      VisibleText(figure.horizontalTitle).text, left + width / 2, bottom + 36, .small, .faint, anchor: .middle
    )
  }

  /// The lines' names at their right ends, moved apart where they would overlap.
  private func drawEnds(_ y: (Double) -> Double, in drawing: inout SVGDrawing) {
    var ends: [(index: Int, y: Double)] = []
    for (index, line) in figure.lines.enumerated() {
      guard let last = line.values.compactMap(\.self).last(where: \.isFinite) else { continue }
      ends.append((index, y(last) + 4))
    }
    ends.sort { ($0.y, $0.index) < ($1.y, $1.index) }
    for index in ends.indices.dropFirst() { ends[index].y = max(ends[index].y, ends[index - 1].y + 15) }
    for end in ends {
      let x = left + width + 6
      drawing.group(line: end.index) {
        $0.rect(x, end.y - 9, 4, 11, fill: .swatch(.kind(end.index % ColourRamp.kinds)))
        $0.text(labels[end.index].runs, x + 8, end.y, .token, .ink)
      }
    }
    drawing.reach(left + width + 10)
  }
}
