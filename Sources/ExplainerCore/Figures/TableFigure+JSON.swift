import Diagnostics
import JSON

extension TableFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    [
      (
        "columns",
        .array(columns.map { ["title": .string($0.title), "importance": .integer($0.importance)] })
      ), ("rows", .array(rows.map { row in .array(row.map(\.json)) })),
    ]
  }

  init(reader: MemberReader) throws(ExplainerError) {
    var columns: [Column] = []
    for (index, element) in try reader.array("columns").enumerated() {
      if let title = element.string {
        columns.append(Column(title))
        continue
      }
      let column = try MemberReader(element, at: "\(reader.path("columns"))[\(index)]")
      columns.append(Column(try column.string("title"), importance: try column.int("importance") ?? 1))
    }
    var rows: [[Cell]] = []
    for (index, element) in try reader.array("rows").enumerated() {
      let place = "\(reader.path("rows"))[\(index)]"
      guard let given = element.array else { throw MemberReader.mismatch(place, "an array", element) }
      var row: [Cell] = []
      for (column, cell) in given.enumerated() { row.append(try Cell(json: cell, at: "\(place)[\(column)]")) }
      rows.append(row)
    }
    self.init(columns: columns, rows: rows)
  }
}

extension TableFigure.Cell {
  /// The JSON form: null, a label, or `{"number": …, "style": …}`.
  var json: JSONValue {
    switch self {
    case .empty: .null
    case .label(let label): label.json
    case .number(let value, let style): ["number": JSONValue(figureNumber: value), "style": style.json]
    }
  }

  init(json: JSONValue, at place: String) throws(ExplainerError) {
    if json.isNull {
      self = .empty
    } else if let number = json["number"] {
      let style = try NumberStyle(json: json["style"] ?? .null, at: "\(place).style")
      self = try MemberReader.number(number, at: "\(place).number").map { .number($0, style) } ?? .empty
    } else {
      self = .label(try Label(json: json, at: place))
    }
  }
}
