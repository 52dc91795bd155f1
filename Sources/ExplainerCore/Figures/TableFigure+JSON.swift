import Diagnostics
import JSON

extension TableFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("columns", .array(columns.map(\.json))), ("rows", .array(rows.map { row in .array(row.map(\.json)) })),
    ]
    if let rowKinds { members.append(("row_kinds", JSONValue(kinds: rowKinds))) }
    return members
  }

  init(reader: MemberReader) throws(ExplainerError) {
    var columns: [Column] = []
    for (index, element) in try reader.array("columns").enumerated() {
      columns.append(try Column(json: element, at: "\(reader.path("columns"))[\(index)]"))
    }
    var rows: [[Cell]] = []
    for (index, element) in try reader.array("rows").enumerated() {
      let place = "\(reader.path("rows"))[\(index)]"
      guard let given = element.array else { throw MemberReader.mismatch(place, "an array", element) }
      var row: [Cell] = []
      for (column, cell) in given.enumerated() { row.append(try Cell(json: cell, at: "\(place)[\(column)]")) }
      rows.append(row)
    }
    self.init(columns: columns, rows: rows, rowKinds: try reader.kinds("row_kinds"))
  }
}

extension TableFigure.Column {
  /// The JSON form: `title`, `importance` and, for columns of sparklines, what their places are and their scale.
  var json: JSONValue {
    var object: JSONObject = ["title": .string(title), "importance": .integer(importance)]
    if !placeTitle.isEmpty { object["place_title"] = .string(placeTitle) }
    if firstPlace != 0 { object["first_place"] = .integer(firstPlace) }
    if sharesScale { object["shares_scale"] = true }
    return .object(object)
  }

  init(json: JSONValue, at place: String) throws(ExplainerError) {
    if let title = json.string {
      self.init(title)
      return
    }
    let reader = try MemberReader(json, at: place)
    self.init(
      try reader.string("title"), importance: try reader.int("importance") ?? 1,
      placeTitle: try reader.string("place_title", default: ""),
      firstPlace: try reader.int("first_place") ?? 0,
      sharesScale: try reader.flag("shares_scale"))
  }
}

extension TableFigure.Cell {
  /// The style of sparklines that do not name one.
  private static let seriesStyle = NumberStyle.decimal(2)

  /// The JSON form: null, a label, `{"number": …, "style": …}`, `{"tokens": [label, …]}` or
  /// `{"series": [number or null, …], "style": …}`.
  var json: JSONValue {
    switch self {
    case .empty: .null
    case .label(let label): label.json
    case .number(let value, let style): ["number": JSONValue(figureNumber: value), "style": style.json]
    case .tokens(let tokens): ["tokens": .array(tokens.map(\.json))]
    case .series(let values, let style):
      ["series": .array(values.map { JSONValue(figureNumber: $0) }), "style": style.json]
    }
  }

  init(json: JSONValue, at place: String) throws(ExplainerError) {
    if json.isNull {
      self = .empty
    } else if let number = json["number"] {
      let style = try NumberStyle(json: json["style"] ?? .null, at: "\(place).style")
      self = try MemberReader.number(number, at: "\(place).number").map { .number($0, style) } ?? .empty
    } else if json["tokens"] != nil {
      self = .tokens(try MemberReader(json, at: place).labels("tokens"))
    } else if json["series"] != nil {
      let style = try json["style"].map { json throws(ExplainerError) in
        try NumberStyle(json: json, at: "\(place).style")
      }
      self = .series(try MemberReader(json, at: place).numbers("series"), style ?? Self.seriesStyle)
    } else {
      self = .label(try Label(json: json, at: place))
    }
  }
}
