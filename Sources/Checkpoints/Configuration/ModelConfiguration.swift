public import Diagnostics
import Files
public import JSON

/// A `config.json`, read with errors that name the file and the key.
public struct ModelConfiguration: Sendable {
  /// Where the file is; for messages.
  public let path: String
  /// What it says.
  public let object: JSONObject
  /// The names that all families share, by the family's own.
  private var standardNames: [String: String] = [:]
  /// The keys that have been read; nil where nobody wants to know.
  private var reads: KeySet?

  /// Wraps an object; `path` is for messages.
  public init(path: String, object: JSONObject) {
    self.path = path
    self.object = object
  }

  /// Reads a file.
  ///
  /// - Throws: `notFound`, `inputOutput`, or `badData` with line and column if it is no JSON object.
  public init(path: String) throws(ExplainerError) {
    let bytes = try FileSystem.read(path, limit: DocumentBounds.settings.bytes)
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes, dialect: .python, memory: DocumentBounds.settings.memory)
    } catch {
      if let kind = ForeignFile(startingWith: bytes) {
        throw kind.error(inPlaceOf: "a JSON file", at: [path])
      }
      throw error.inFile(path)
    }
    guard let object = value.object else {
      throw ExplainerError(.badData, "is not a JSON object", at: [path], found: value.kindName)
    }
    self.init(path: path, object: object)
  }

  /// The same file, of which a key is looked for under the name all families share before the family's own.
  ///
  /// As `attribute_map` of transformers' configuration classes: where both are there the shared name counts, whatever
  /// their order (seen in transformers 5.24.0).
  /// - Parameter names: shared names by the family's own, as `n_embd`: `hidden_size`.
  public func withStandardNames(_ names: [String: String]) -> ModelConfiguration {
    var copy = self
    copy.standardNames = names
    return copy
  }

  /// The same file, which remembers from here on what is read of it.
  public func recordingReads() -> ModelConfiguration {
    var copy = self
    copy.reads = KeySet()
    return copy
  }

  /// The keys that have been read since `recordingReads()`, as the file spells them.
  public var readKeys: Set<String> { reads?.all ?? [] }

  /// The name under which the file gives `key`, which is the family's own name or the one that all share; `key` itself where
  /// it gives it under neither.
  public func spelling(of key: String) -> String {
    if let standard = standardNames[key], let value = object[standard], !value.isNull { return standard }
    guard object[key]?.isNull ?? true else { return key }
    return standardNames.first { $0.value == key && !(object[$0.key]?.isNull ?? true) }?.key ?? key
  }

  /// What the file says twice, and not the same, one sentence each.
  public var contradictions: [String] {
    standardNames.sorted { $0.key < $1.key }.compactMap { own, standard in
      guard let counts = value(own), spelling(of: own) == standard, let other = object[own], !other.isNull,
        other != counts
      else { return nil }
      return "\(FileSystem.name(of: path)) says both '\(standard)' \(Self.text(counts)) and '\(own)' "
        + "\(Self.text(other)); '\(standard)' counts, as in transformers 5"
    }
  }

  /// Whether the key is there and not `null`, which Hugging Face treats alike.
  public func has(_ key: String) -> Bool { value(key) != nil }

  /// The value of a key, `null` counting as absent.
  public func value(_ key: String) -> JSONValue? {
    let spelling = spelling(of: key)
    reads?.insert(spelling)
    guard let value = object[spelling], !value.isNull else { return Optional.none }
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

  /// An object within the file, whose errors name it too; nil where the key is absent.
  ///
  /// - Throws: `badData` if it is something else.
  public func section(_ key: String) throws(ExplainerError) -> ModelConfiguration? {
    guard let value = value(key) else { return nil }
    guard let object = value.object else { throw wrong(key, "an object", value) }
    return ModelConfiguration(path: "\(path), \(key)", object: object)
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
    ExplainerError(
      .badData, "'\(spelling(of: key))' cannot be used", at: [path], expected: expected,
      found: Self.text(value))
  }

  /// A value as the file spells it, or what kind of value it is where that is long.
  private static func text(_ value: JSONValue) -> String {
    if case .number(let number) = value, !number.isFinite {
      return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
    }
    let text = value.text()
    return text.utf8.count > 40 ? value.kindName : text
  }
}
