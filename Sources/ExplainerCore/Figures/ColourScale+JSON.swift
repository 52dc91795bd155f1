public import Diagnostics
public import JSON

extension ColourScale {
  /// The JSON form: `{"kind": …, "domain": [lower, upper], "quantity": …}`.
  public var json: JSONValue {
    var object: JSONObject = ["kind": .string(kind.rawValue)]
    if let domain { object["domain"] = .array([.number(domain.lowerBound), .number(domain.upperBound)]) }
    object["quantity"] = .string(quantity)
    return .object(object)
  }

  /// Reads the JSON form.
  ///
  /// - Throws: `badData`, naming the member that is wrong.
  public init(json: JSONValue) throws(ExplainerError) { try self.init(json: json, at: "scale") }

  init(json: JSONValue, at place: String) throws(ExplainerError) {
    let reader = try MemberReader(json, at: place)
    let name = try reader.string("kind")
    guard let kind = Kind(rawValue: name) else {
      let known = Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      throw ExplainerError(
        .badData, "malformed figure", at: [reader.path("kind")], expected: "one of \(known)",
        found: "\"\(name)\"")
    }
    var domain: ClosedRange<Double>?
    if let value = reader.object["domain"], !value.isNull {
      let ends = try MemberReader.numbers(value.array ?? [value], at: reader.path("domain"))
      guard ends.count == 2, let lower = ends[0], let upper = ends[1], lower <= upper else {
        throw ExplainerError(
          .badData, "malformed figure", at: [reader.path("domain")], expected: "[lower, upper] in order",
          found: value.text())
      }
      domain = lower...upper
    }
    self.init(kind, domain: domain, quantity: try reader.string("quantity", default: ""))
  }
}
