/// A JSON value.
///
/// Objects keep the order of their members; whole numbers stay whole.
public enum JSONValue: Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number written without fraction or exponent that fits an `Int`.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object(JSONObject)
}

extension JSONValue {
  /// A number from a `Float`, written with the fewest digits that read back as the same `Float`.
  public init(_ value: Float) { self = .number(Double(value.description) ?? Double(value)) }

  /// An array of numbers.
  public init(_ values: [Float]) { self = .array(values.map { JSONValue($0) }) }
  /// An array of numbers.
  public init(_ values: [Double]) { self = .array(values.map { .number($0) }) }
  /// An array of whole numbers.
  public init(_ values: [Int]) { self = .array(values.map { .integer($0) }) }
  /// An array of strings.
  public init(_ values: [String]) { self = .array(values.map { .string($0) }) }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object with its members in the order written.
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
