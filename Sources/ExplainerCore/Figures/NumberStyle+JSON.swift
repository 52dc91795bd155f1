public import Diagnostics
public import JSON

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
  ///
  /// - Throws: `badData`, naming the member that is wrong.
  public init(json: JSONValue) throws(ExplainerError) { try self.init(json: json, at: "style") }

  init(json: JSONValue, at place: String) throws(ExplainerError) {
    let expected = "\"percent\", \"integer\" or {\"decimals\": 0…\(Self.maximumDecimals)}"
    switch (json.string, json["decimals"]?.int) {
    case ("percent"?, _): self = .percent
    case ("integer"?, _): self = .integer
    case (nil, let count?) where (0...Self.maximumDecimals).contains(count): self = .decimal(count)
    default:
      throw ExplainerError(.badData, "malformed figure", at: [place], expected: expected, found: json.text())
    }
  }
}
