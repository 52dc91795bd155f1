import ExplainerCore

extension FigureHTML {
  func html(_ table: TableFigure) -> String {
    guard !table.columns.isEmpty else { return "<p class=\"caption\">(no columns)</p>" }
    let numeric = table.columns.indices.map(table.isNumeric)
    let shared = table.sharedEnds
    let heads = table.columns.enumerated().map { column, heading in
      "<th scope=\"col\"\(numeric[column] ? " class=\"number\"" : "")>"
        + "\(Markup.escape(VisibleText(heading.title).text))</th>"
    }
    let rows = table.rows.indices.map { row in
      let cells = table.columns.indices.map { cell(table, row, $0, isNumeric: numeric[$0], shared) }
      return "<tr role=\"row\">\(cells.joined())</tr>"
    }
    let notes = table.seriesNotes(Array(table.columns.indices)).map { "<span>\(Markup.escape($0))</span>" }
    return """
      <div class="scroll"><table class="plain" \(attributes(role: "grid"))><thead><tr role="row">\(heads.joined())</tr>\
      </thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>\(notes.isEmpty ? "" : "<div class=\"legend\">\(notes.joined())</div>")
      """
  }

  private func cell(
    _ table: TableFigure, _ row: Int, _ column: Int, isNumeric: Bool, _ shared: [Int: TableFigure.Ends]
  ) -> String {
    var classes: [String] = []
    var attributes = "role=\"gridcell\""
    let content: String
    switch table.rows[row][column] {
    case .label(let label): content = Self.html(label)
    case .number(let value, let style): content = style.text(value)
    case .tokens(let tokens):
      classes.append("tokens")
      content = tokens.map { Self.html($0) }.joined(separator: " ")
    case .series:
      classes.append("spark")
      let words = Markup.escape(table.seriesWords(row: row, column: column))
      attributes += " aria-label=\"\(words)\""
      content = Self.sparkline(table, row, column, shared)
    case .empty: content = ""
    }
    if isNumeric { classes.append("number") }
    if !classes.isEmpty { attributes += " class=\"\(classes.joined(separator: " "))\"" }
    let hue = column == 0 ? table.hue(ofRow: row) : nil
    return "<td \(attributes)>\(hue.map { "<i class=\"chip k\($0)\"></i>" } ?? "")\(content)</td>"
  }

  private static func sparkline(
    _ table: TableFigure, _ row: Int, _ column: Int, _ shared: [Int: TableFigure.Ends]
  ) -> String {
    guard let line = table.sparkline(row: row, column: column, shared: shared), !line.parts.isEmpty else {
      return ""
    }
    let (width, height) = (SVGRenderer.sparkWidth(line.parts.count), 20.0)
    let size = "width=\"\(SVGDrawing.px(width))\" height=\"20\""
    let box = "viewBox=\"0 0 \(SVGDrawing.px(width)) 20\" preserveAspectRatio=\"none\""
    let name = table.hue(ofRow: row).map { "k\($0)" } ?? "faint"
    return
      "<svg class=\"spark\" \(size) \(box) aria-hidden=\"true\"><path class=\"\(name)\" "
      + "d=\"\(line.path(width: width, height: height))\"/></svg>"
  }
}
