import ExplainerCore

extension FigureHTML {
  func html(_ bars: BarsFigure) -> String {
    guard !bars.bars.isEmpty else { return "<p class=\"caption\">(no bars)</p>" }
    let axis = bars.axisMaximum
    let rows = bars.bars.map { bar in
      let part = bar.value.isFinite ? min(max(bar.value / axis, 0), 1) : 0
      let number = bars.style.text(bar.value)
      let spoken = "\(VisibleText(bar.label).text): \(number)"
      return
        "<tr role=\"row\" aria-label=\"\(Markup.escape(spoken))\"><th scope=\"row\" role=\"rowheader\">\(Self.html(bar.label))</th>"
        + "<td class=\"number\" role=\"gridcell\">\(number)</td>"
        + "<td class=\"track\" aria-hidden=\"true\"><i class=\"m46\" style=\"width:\(SVGDrawing.px(part * 100))%\"></i></td></tr>"
    }
    let words = VisibleText("\(bars.quantity); a full bar is \(bars.style.text(axis))").text
    return """
      <div class="scroll"><table class="bars" \(attributes(role: "grid"))><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div><div class="legend"><span>\(Markup.escape(words))</span></div>
      """
  }

  func html(_ lines: LinesFigure) -> String {
    guard !lines.lines.isEmpty, !lines.places.isEmpty else { return "<p class=\"caption\">(no lines)</p>" }
    var drawing = SVGDrawing()
    LineChart(lines).draw(in: &drawing)
    let label = VisibleText("\(figure.title); numbers in the table below").text
    let heads = lines.places.map { "<th scope=\"col\">\(Self.html($0))</th>" }
    let rows = lines.lines.map { line in
      "<tr><th scope=\"row\">\(Self.html(line.label))</th>"
        + line.values.map { "<td class=\"number\">\($0.map(lines.style.text) ?? "")</td>" }.joined() + "</tr>"
    }
    return """
      <div class="scroll"><div class="chart" \(attributes(role: "group"))>\(drawing.inline(label: label))</div></div>
      <details class="more"><summary>numbers</summary><div class="scroll"><table class="plain"><thead><tr>\
      <th scope="col">\(Markup.escape(VisibleText(lines.horizontalTitle).text))</th>\(heads.joined())</tr></thead>\
      <tbody>\(rows.joined())</tbody></table></div></details>
      """
  }
}
