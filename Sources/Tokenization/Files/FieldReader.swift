import Diagnostics
import JSON

/// A value of a settings file with its address, which every error about it names.
struct FieldReader {
  /// The file.
  let path: String
  /// The address in the file, `pre_tokenizer.type`.
  let address: String
  /// The value; nil where it is missing or `null`.
  let value: JSONValue?

  /// The value `value` at `address` of the file `path`.
  init(_ value: JSONValue?, path: String, address: String) {
    self.path = path
    self.address = address
    self.value = value?.isNull ?? true ? nil : value
  }

  /// The member `key`.
  subscript(key: String) -> FieldReader {
    FieldReader(value?[key], path: path, address: address.isEmpty ? key : "\(address).\(key)")
  }

  /// The elements; none where the value is missing.
  func elements() throws(ExplainerError) -> [FieldReader] {
    guard let value else { return [] }
    guard case .array(let values) = value else { throw mismatch("an array") }
    return values.enumerated().map { FieldReader($1, path: path, address: "\(address)[\($0)]") }
  }

  /// The members; none where the value is missing.
  func members() throws(ExplainerError) -> [(key: String, field: FieldReader)] {
    guard let value else { return [] }
    guard case .object(let object) = value else { throw mismatch("an object") }
    return object.members.map { ($0.key, self[$0.key]) }
  }

  /// The string, or nil where it is missing.
  func string() throws(ExplainerError) -> String? {
    guard let value else { return nil }
    guard let string = value.string else { throw mismatch("a string") }
    return string
  }

  /// The truth value, or `fallback` where it is missing.
  func bool(default fallback: Bool) throws(ExplainerError) -> Bool {
    guard let value else { return fallback }
    guard let bool = value.bool else { throw mismatch("true or false") }
    return bool
  }

  /// The whole number, or nil where it is missing.
  func integer() throws(ExplainerError) -> Int? {
    guard let value else { return nil }
    guard let integer = value.int else { throw mismatch("a whole number") }
    return integer
  }

  /// The error that the value is not what it has to be.
  func mismatch(_ expected: String) -> ExplainerError {
    ExplainerError(
      .badData, "the value cannot be read", at: [path, address], expected: expected,
      found: value?.kindName ?? "nothing")
  }

  /// The error that the file asks for something this program does not do.
  func unsupported(_ message: String, expected: String? = nil, remedy: String? = nil) -> ExplainerError {
    let found = value.map { $0.string.map { "'\($0)'" } ?? $0.text() }.map {
      $0.count > 60 ? $0.prefix(60) + "…" : $0
    }
    return ExplainerError(
      .unsupported, message, at: [path, address], expected: expected, found: found, remedy: remedy)
  }

  /// An error about what the value says.
  func wrong(_ message: String, remedy: String? = nil) -> ExplainerError {
    ExplainerError(.badData, message, at: [path, address], remedy: remedy)
  }
}
