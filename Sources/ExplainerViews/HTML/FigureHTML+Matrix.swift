import ExplainerCore

extension FigureHTML {
  /// The most cells that become elements; beyond, the script draws them on a canvas.
  static let elementLimit = 4000

  func html(_ matrix: MatrixFigure) -> String {
    guard !matrix.rows.isEmpty, !matrix.columns.isEmpty else { return "<p class=\"caption\">(no cells)</p>" }
    let mapping = ScaleMapping(matrix.scale, values: matrix.values.joined().compactMap(\.self))
    let isLarge = matrix.rows.count * matrix.columns.count > Self.elementLimit
    let legend = Self.legend(
      mapping, style: matrix.style, mark: matrix.marked.isEmpty ? "" : matrix.markMeaning)
    return (isLarge ? canvas(matrix, mapping) : grid(matrix, mapping)) + legend
  }

  private func grid(_ matrix: MatrixFigure, _ mapping: ScaleMapping) -> String {
    let marked = Set(matrix.marked)
    let rows = Axis(matrix.rowTitle, matrix.rows)
    let columns = Axis(matrix.columnTitle, matrix.columns)
    let isUpright = matrix.cells == nil && matrix.columns.count > 16 && matrix.columns.contains { $0.isToken }
    let down = matrix.rowTitle.isEmpty ? "" : Markup.escape(rows.title) + " ↓"
    let across = matrix.columnTitle.isEmpty ? "" : Markup.escape(columns.title) + " →"
    let heads = matrix.columns.map { "<th scope=\"col\" role=\"columnheader\">\(Self.html($0))</th>" }
    let body = matrix.rows.indices.map { row in
      let cells = matrix.columns.indices.map { column -> String in
        let value = matrix.values[row][column]
        let number = value.map(matrix.style.text) ?? ""
        let word = matrix.cells?[row][column]
        var classes = value.flatMap(mapping.swatch).map { [$0.className] } ?? []
        let isMarked = marked.contains(MatrixFigure.Cell(row: row, column: column))
        if isMarked { classes.append("mark") }
        var spoken = "\(rows.words(row)) · \(columns.words(column)): "
        if let word { spoken += "“\(VisibleText(word).text)” " }
        spoken += number.isEmpty ? "no value" : number
        if isMarked { spoken += ", outlined" }
        let inside = word.map { Self.html($0) } ?? ""
        return
          "<td role=\"gridcell\" class=\"\(classes.joined(separator: " "))\" aria-label=\"\(Markup.escape(spoken))\">"
          + "<span>\(inside)<b>\(number)</b></span></td>"
      }
      return
        "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">\(Self.html(matrix.rows[row]))</th>\(cells.joined())</tr>"
    }
    return """
      <div class="scroll"><table class="grid\(matrix.cells == nil ? "" : " words")\(isUpright ? " upright" : "")" \
      \(attributes(role: "grid")) data-lower="\(mapping.lower)" data-upper="\(mapping.upper)">
      <thead><tr aria-hidden="true"><th class="corner"><span>\(down)</span></th>\
      <th class="axis" colspan="\(matrix.columns.count)"><span>\(across)</span></th></tr>
      <tr role="row"><th></th>\(heads.joined())</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  /// A place of the right size for the script to draw in, so that nothing moves when it does.
  private func canvas(_ matrix: MatrixFigure, _ mapping: ScaleMapping) -> String {
    let longest = max(matrix.columns.count, matrix.rows.count)
    let size = max(2, min(14, 1040 / longest))
    func room(_ labels: [Label]) -> Int { 14 + 7 * min(11, labels.map { VisibleText($0).width }.max() ?? 0) }
    let left = room(matrix.rows)
    let top = matrix.columns.contains { $0.isToken } ? room(matrix.columns) : 24
    let width = left + size * matrix.columns.count
    let height = top + size * matrix.rows.count
    return """
      <div class="scroll"><div class="cells" \(attributes(role: "grid")) aria-rowcount="\(matrix.rows.count)" \
      aria-colcount="\(matrix.columns.count)" data-size="\(size)" data-left="\(left)" data-top="\(top)" \
      data-lower="\(mapping.lower)" data-upper="\(mapping.upper)" style="width:\(width)px;height:\(height)px">\
      <canvas aria-hidden="true"></canvas><div role="row"><span role="gridcell" class="hidden"></span></div></div></div>
      <noscript><p class="caption">This matrix is drawn by a script.</p></noscript>
      """
  }
}
