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

  init(reader: JSONReader) throws(JSONReadingError) {
    self.init(
      columns: try reader.elements("columns", required: true, Column.init(json:)),
      rows: try reader.elements("rows", required: true) { row throws(JSONReadingError) in
        try JSONReader.row(row, Cell.init(json:))
      }, rowKinds: try reader.kinds("row_kinds"))
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

  init(json: JSONValue) throws(JSONReadingError) {
    if let title = json.string {
      self.init(title)
      return
    }
    let reader = try JSONReader(figure: json)
    self.init(
      try reader.string("title"), importance: try reader.optionalInt("importance") ?? 1,
      placeTitle: try reader.optionalString("place_title") ?? "",
      firstPlace: try reader.optionalInt("first_place") ?? 0, sharesScale: try reader.flag("shares_scale"))
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

  init(json: JSONValue) throws(JSONReadingError) {
    guard json.object != nil else {
      self = json.isNull ? .empty : .label(try Label(json: json))
      return
    }
    let reader = try JSONReader(figure: json)
    if reader.object["number"] != nil {
      let style = try reader.member("style", NumberStyle.init(json:))
      self =
        try reader.optional("number", "a finite number or null", \.finite).map { .number($0, style) }
        ?? .empty
    } else if reader.object["tokens"] != nil {
      self = .tokens(try reader.labels("tokens"))
    } else if reader.object["series"] != nil {
      self = .series(
        try reader.numbers("series"),
        try reader.optional("style", NumberStyle.init(json:)) ?? Self.seriesStyle)
    } else {
      self = .label(try Label(json: json))
    }
  }
}
