public import JSON

/// How numbers of a figure become colours.
public struct ColourScale: Sendable, Hashable {
  /// The kinds of scale.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// One hue, zero is the paper.
    case magnitude
    /// Blue to orange through the paper, symmetric about zero.
    case sign
    /// Rank 1 filled, then a logarithmic ramp that fades with the rank.
    case rank
    /// Whole numbers that name kinds (heads, factors), each with its own hue.
    case kind
  }

  /// The kind of scale.
  public var kind: Kind
  /// The values at the ends; nil takes them from the data (`magnitude` then starts at 0).
  public var domain: ClosedRange<Double>?
  /// What the numbers are, for legend and axis, such as `probability` or `rank (1 = most probable)`.
  public var quantity: String

  /// Creates a scale.
  public init(_ kind: Kind, domain: ClosedRange<Double>? = nil, quantity: String) {
    self.kind = kind
    self.domain = domain
    self.quantity = quantity
  }
}

extension ColourScale {
  /// The JSON form: `{"kind": …, "domain": [lower, upper], "quantity": …}`.
  public var json: JSONValue {
    var object: JSONObject = ["kind": .string(kind.rawValue)]
    if let domain { object["domain"] = .array([.number(domain.lowerBound), .number(domain.upperBound)]) }
    object["quantity"] = .string(quantity)
    return .object(object)
  }

  /// Reads the JSON form.
  public init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(figure: json)
    self.init(
      try reader.word("kind"), domain: try reader.optional("domain", Self.domain),
      quantity: try reader.optionalString("quantity") ?? "")
  }

  private static func domain(_ json: JSONValue) throws(JSONReadingError) -> ClosedRange<Double> {
    guard json.array?.count == 2, let lower = json[0]?.finite, let upper = json[1]?.finite, lower <= upper
    else {
      throw JSONReadingError(json, expected: "[lower, upper] in order", found: json.text())
    }
    return lower...upper
  }
}
