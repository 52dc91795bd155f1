public import JSON

/// A residual that tells a reader how far to trust a result, such as by how much attention rows miss a sum of 1.
public struct Check: Sendable, Hashable {
  /// The name, in snake case, such as `attention_row_sum_error`.
  public var name: String
  /// The measured value: a number or a truth value.
  public var value: JSONValue
  /// Whether the value is within what is to be expected.
  public var passed: Bool
  /// What is measured, and what is to be expected; one sentence.
  public var meaning: String

  /// Creates a check.
  public init(_ name: String, value: JSONValue, passed: Bool, meaning: String) {
    self.name = name
    self.value = value
    self.passed = passed
    self.meaning = meaning
  }
}

extension Check {
  /// What a document says of it, under its name: `value`, `passed`, `meaning`.
  public static let members: [String] = ["value", "passed", "meaning"]

  /// The JSON form as a plugin hands it to the host: `name`, and the members.
  public var json: JSONValue {
    var object: JSONObject = ["name": .string(name)]
    for (key, value) in record.members { object[key] = value }
    return .object(object)
  }

  /// The members alone, for those who find it by its name.
  var record: JSONObject { ["value": value, "passed": .bool(passed), "meaning": .string(meaning)] }

  /// Reads the JSON form; a check without a meaning is one.
  public init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json, nullIsAbsent: true)
    self.init(
      try reader.string("name"), value: try reader.value("value"), passed: try reader.bool("passed"),
      meaning: try reader.optionalString("meaning") ?? "")
  }
}
