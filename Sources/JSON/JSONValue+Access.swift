extension JSONValue {
  /// The member `key`, or nil where this is no object or has no such member.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let object) = self else { return nil }
    return object[key]
  }

  /// The element at `index`, or nil where this is no array or is too short.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The object, or nil.
  public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
  /// The array, or nil.
  public var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
  /// The string, or nil.
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The truth value, or nil.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// Whether this is `null`.
  public var isNull: Bool { self == .null }

  /// The whole number, or nil; a number without fraction (`2.0`) counts.
  public var int: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The number, or nil.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The number where it is finite, or nil.
  package var finite: Double? { double.flatMap { $0.isFinite ? $0 : nil } }

  /// What kind of value this is, in the words of an error message: `a string`, `an object` and so on.
  public var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .integer: "a whole number"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
