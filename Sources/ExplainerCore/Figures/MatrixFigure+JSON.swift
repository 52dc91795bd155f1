import Diagnostics
import JSON

extension MatrixFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("row_title", .string(rowTitle)), ("rows", .array(rows.map(\.json))),
      ("column_title", .string(columnTitle)), ("columns", .array(columns.map(\.json))),
      ("values", .array(values.map { row in .array(row.map { JSONValue(figureNumber: $0) }) })),
    ]
    if let cells { members.append(("cells", .array(cells.map { row in .array(row.map(\.json)) }))) }
    if !marked.isEmpty { members.append(("marked", .array(marked.map { JSONValue([$0.row, $0.column]) }))) }
    if !markMeaning.isEmpty { members.append(("mark_meaning", .string(markMeaning))) }
    return members + [("style", style.json), ("scale", scale.json)]
  }

  init(reader: MemberReader) throws(ExplainerError) {
    var values: [[Double?]] = []
    for (index, element) in try reader.array("values").enumerated() {
      let place = "\(reader.path("values"))[\(index)]"
      guard let row = element.array else { throw MemberReader.mismatch(place, "an array", element) }
      values.append(try MemberReader.numbers(row, at: place))
    }
    var cells: [[Label]]?
    if let given = reader.object["cells"], !given.isNull {
      var read: [[Label]] = []
      for (index, element) in try reader.array("cells").enumerated() {
        let place = "\(reader.path("cells"))[\(index)]"
        guard let row = element.array else { throw MemberReader.mismatch(place, "an array", element) }
        read.append(try MemberReader.labels(row, at: place))
      }
      cells = read
    }
    var marked: [Cell] = []
    for (index, element) in try reader.array("marked", optional: true).enumerated() {
      guard element.array?.count == 2, let row = element[0]?.int, let column = element[1]?.int else {
        throw MemberReader.mismatch("\(reader.path("marked"))[\(index)]", "[row, column]", element)
      }
      marked.append(Cell(row: row, column: column))
    }
    self.init(
      rowTitle: try reader.string("row_title", default: ""), rows: try reader.labels("rows"),
      columnTitle: try reader.string("column_title", default: ""), columns: try reader.labels("columns"),
      values: values, cells: cells, marked: marked,
      markMeaning: try reader.string("mark_meaning", default: ""),
      style: try NumberStyle(json: reader.value("style"), at: reader.path("style")),
      scale: try ColourScale(json: reader.value("scale"), at: reader.path("scale")))
  }
}
