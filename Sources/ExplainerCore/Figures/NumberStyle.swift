public import JSON

/// How numbers of a figure are printed.
public enum NumberStyle: Sendable, Hashable {
  /// A share of 1 as percent with two significant digits; below 0.01 % as `<0.01%`.
  case percent
  /// A whole number with thousands separated, such as a rank.
  case integer
  /// A fixed number of decimals.
  case decimal(Int)
}

extension NumberStyle {
  /// The most decimals a figure may ask for; a `Double` holds no more that are true.
  static let maximumDecimals = 15

  /// The JSON form: `"percent"`, `"integer"` or `{"decimals": n}`.
  public var json: JSONValue {
    switch self {
    case .percent: "percent"
    case .integer: "integer"
    case .decimal(let count): ["decimals": .integer(count)]
    }
  }

  /// Reads the JSON form.
  public init(json: JSONValue) throws(JSONReadingError) {
    switch (json.string, json["decimals"]?.int) {
    case ("percent"?, _): self = .percent
    case ("integer"?, _): self = .integer
    case (nil, let count?) where (0...Self.maximumDecimals).contains(count): self = .decimal(count)
    default:
      throw JSONReadingError(
        json, expected: "\"percent\", \"integer\" or {\"decimals\": 0…\(Self.maximumDecimals)}",
        found: json.text())
    }
  }
}
