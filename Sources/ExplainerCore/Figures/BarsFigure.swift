import JSON

/// Horizontal bars, one a row, with their values printed.
public struct BarsFigure: Sendable, Hashable {
  /// The bars, top to bottom.
  public var bars: [Bar]
  /// What the values are, such as `probability`.
  public var quantity: String
  /// The longest value of the axis; nil takes the greatest value.
  public var maximum: Double?
  /// How values are printed.
  public var style: NumberStyle

  /// One bar.
  public struct Bar: Sendable, Hashable {
    /// What it stands for.
    public var label: Label
    /// Its length; not negative.
    public var value: Double

    /// Creates a bar.
    public init(label: Label, value: Double) {
      self.label = label
      self.value = value
    }
  }

  /// Creates a bar chart.
  public init(bars: [Bar], quantity: String, maximum: Double? = nil, style: NumberStyle) {
    self.bars = bars
    self.quantity = quantity
    self.maximum = maximum
    self.style = style
  }
}

extension BarsFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      (
        "bars",
        .array(bars.map { ["label": $0.label.json, "value": JSONValue(figureNumber: $0.value)] })
      ), ("quantity", .string(quantity)),
    ]
    if let maximum { members.append(("maximum", .number(maximum))) }
    return members + [("style", style.json)]
  }

  init(reader: JSONReader) throws(JSONReadingError) {
    let bars = try reader.elements("bars", required: true) { element throws(JSONReadingError) in
      let bar = try JSONReader(figure: element)
      return Bar(
        label: try bar.member("label", Label.init(json:)),
        value: try bar.member("value", "a number", \.finite))
    }
    self.init(
      bars: bars, quantity: try reader.optionalString("quantity") ?? "",
      maximum: try reader.optionalNumber("maximum"),
      style: try reader.member("style", NumberStyle.init(json:)))
  }
}
