public import Diagnostics
import Files
public import JSON

/// A `config.json`, read with errors that name the file and the key.
public struct ModelConfiguration: Sendable {
  /// Where the file is; for messages.
  public let path: String
  /// What it says.
  public let object: JSONObject

  /// Wraps an object; `path` is for messages.
  public init(path: String, object: JSONObject) {
    self.path = path
    self.object = object
  }

  /// Reads a file.
  ///
  /// - Throws: `notFound`, `inputOutput`, or `badData` with line and column if it is no JSON object.
  public init(path: String) throws(ExplainerError) {
    let bytes = try FileSystem.read(path)
    let value: JSONValue
    do { value = try JSONValue(parsing: bytes) } catch { throw error.inFile(path) }
    guard let object = value.object else {
      throw ExplainerError(.badData, "is not a JSON object", at: [path], found: value.kindName)
    }
    self.init(path: path, object: object)
  }

  /// Whether the key is there and not `null`, which Hugging Face treats alike.
  public func has(_ key: String) -> Bool { value(key) != nil }

  /// The value of a key, `null` counting as absent.
  public func value(_ key: String) -> JSONValue? {
    guard let value = object[key], !value.isNull else { return Optional.none }
    return value
  }

  /// A whole number; the default where the key is absent, an error where there is no default.
  ///
  /// - Throws: `badData` if the key is missing or something else than a whole number within `range`.
  public func integer(
    _ key: String, default fallback: Int? = nil, in range: ClosedRange<Int> = 1...Int(Int32.max)
  ) throws(ExplainerError) -> Int {
    guard let value = value(key) else { return try orMissing(fallback, key) }
    guard let number = value.int else { throw wrong(key, "a whole number", value) }
    guard range.contains(number) else {
      throw wrong(key, "a whole number from \(range.lowerBound) to \(range.upperBound)", value)
    }
    return number
  }

  /// A number; the default where the key is absent.
  ///
  /// - Throws: `badData` if the key is missing without a default or not a finite number.
  public func number(_ key: String, default fallback: Double? = nil) throws(ExplainerError) -> Double {
    guard let value = value(key) else { return try orMissing(fallback, key) }
    guard let number = value.double, number.isFinite else { throw wrong(key, "a number", value) }
    return number
  }

  /// A truth value; the default where the key is absent.
  ///
  /// - Throws: `badData` if the key is missing without a default or something else.
  public func bool(_ key: String, default fallback: Bool? = nil) throws(ExplainerError) -> Bool {
    guard let value = value(key) else { return try orMissing(fallback, key) }
    guard let truth = value.bool else { throw wrong(key, "true or false", value) }
    return truth
  }

  /// A string; the default where the key is absent.
  ///
  /// - Throws: `badData` if the key is missing without a default or something else.
  public func string(_ key: String, default fallback: String? = nil) throws(ExplainerError) -> String {
    guard let value = value(key) else { return try orMissing(fallback, key) }
    guard let text = value.string else { throw wrong(key, "a string", value) }
    return text
  }

  /// Whole numbers given as one number or a list (as `eos_token_id` may be); empty where the key is absent.
  ///
  /// - Throws: `badData` if it is something else.
  public func integers(_ key: String) throws(ExplainerError) -> [Int] {
    guard let value = value(key) else { return [] }
    if let number = value.int { return [number] }
    let numbers = (value.array ?? []).compactMap(\.int)
    guard let count = value.array?.count, numbers.count == count else {
      throw wrong(key, "a whole number or a list of them", value)
    }
    return numbers
  }

  private func orMissing<Value>(_ fallback: Value?, _ key: String) throws(ExplainerError) -> Value {
    if let fallback { return fallback }
    throw ExplainerError(.badData, "there is no '\(key)'", at: [path])
  }

  private func wrong(_ key: String, _ expected: String, _ value: JSONValue) -> ExplainerError {
    let text = value.text()
    return ExplainerError(
      .badData, "'\(key)' cannot be used", at: [path], expected: expected,
      found: text.utf8.count > 40 ? value.kindName : text)
  }
}
