import JSON

/// Why a descriptor (of a parameter, entry point or plugin) cannot be read.
public struct DescriptorError: Error, Sendable, Hashable {
  /// The reason, one clause.
  public let reason: String

  /// Creates an error.
  public init(_ reason: String) { self.reason = reason }

  /// The non-empty string member `key` of `value`, or an error that names it.
  static func string(_ key: String, of value: JSONValue) throws(DescriptorError) -> String {
    guard let member = value[key] else { throw DescriptorError("'\(key)' is missing") }
    guard let text = member.string, !text.isEmpty else {
      throw DescriptorError("'\(key)' is \(member.kindName), expected a non-empty string")
    }
    return text
  }

  /// The elements of the array member `key` of `value` (none where it is missing), or an error that names it.
  static func array(_ key: String, of value: JSONValue) throws(DescriptorError) -> [JSONValue] {
    guard let member = value[key] else { return [] }
    guard let elements = member.array else {
      throw DescriptorError("'\(key)' is \(member.kindName), expected an array")
    }
    return elements
  }
}
