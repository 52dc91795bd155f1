import JSON

/// Lines over a common horizontal axis of labelled places.
public struct LinesFigure: Sendable, Hashable {
  /// What one place on the horizontal axis is, such as `layer`.
  public var horizontalTitle: String
  /// The places' labels.
  public var places: [Label]
  /// What the values are.
  public var quantity: String
  /// The lines.
  public var lines: [Line]
  /// How values are printed.
  public var style: NumberStyle
  /// Whether the vertical axis is logarithmic with 1 on top (ranks).
  public var isRank: Bool

  /// One line.
  public struct Line: Sendable, Hashable {
    /// What it stands for.
    public var label: Label
    /// A value for every place; nil breaks the line.
    public var values: [Double?]

    /// Creates a line.
    public init(label: Label, values: [Double?]) {
      self.label = label
      self.values = values
    }
  }

  /// Creates a line chart.
  public init(
    horizontalTitle: String, places: [Label], quantity: String, lines: [Line], style: NumberStyle,
    isRank: Bool = false
  ) {
    self.horizontalTitle = horizontalTitle
    self.places = places
    self.quantity = quantity
    self.lines = lines
    self.style = style
    self.isRank = isRank
  }
}

extension LinesFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("horizontal_title", .string(horizontalTitle)), ("places", .array(places.map(\.json))),
      ("quantity", .string(quantity)),
      (
        "lines",
        .array(
          lines.map { line in
            ["label": line.label.json, "values": .array(line.values.map { JSONValue(figureNumber: $0) })]
          })
      ), ("style", style.json),
    ]
    if isRank { members.append(("is_rank", true)) }
    return members
  }

  init(reader: JSONReader) throws(JSONReadingError) {
    let lines = try reader.elements("lines", required: true) { element throws(JSONReadingError) in
      let line = try JSONReader(figure: element)
      return Line(label: try line.member("label", Label.init(json:)), values: try line.numbers("values"))
    }
    self.init(
      horizontalTitle: try reader.optionalString("horizontal_title") ?? "",
      places: try reader.labels("places"), quantity: try reader.optionalString("quantity") ?? "",
      lines: lines,
      style: try reader.member("style", NumberStyle.init(json:)), isRank: try reader.flag("is_rank"))
  }
}
