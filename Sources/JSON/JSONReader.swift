/// Reads the members of one JSON object, strictly: what is there must be of the kind it should be.
///
/// Every error says what is wrong, where, what was expected and what was found. Nobody carries the way along: who reads
/// a part puts the step to it in front of that part's errors, as `member` and `elements` do.
package struct JSONReader: Sendable {
  /// The members.
  package let object: JSONObject
  private let nullIsAbsent: Bool

  /// A reader of `json`, which has to be an object.
  ///
  /// - Parameters:
  ///   - subject: what errors call it.
  ///   - nullIsAbsent: whether a member that is null counts as one that is not there.
  package init(
    _ json: JSONValue, _ subject: String = "this", nullIsAbsent: Bool = false
  ) throws(JSONReadingError) {
    guard let object = json.object else {
      throw JSONReadingError(
        "\(subject) is \(json.kindName), expected an object", expected: "an object", found: json.kindName)
    }
    self.object = object
    self.nullIsAbsent = nullIsAbsent
  }

  /// The member `key`, or nil where there is none.
  package subscript(key: String) -> JSONValue? {
    let value = object[key]
    return nullIsAbsent && value?.isNull == true ? nil : value
  }

  // MARK: - Members that may be missing

  /// The member `key` as `read` takes it, or nil where there is none; `kind` says what it should be.
  package func optional<Value>(
    _ key: String, _ kind: String, _ read: (JSONValue) -> Value?
  ) throws(JSONReadingError) -> Value? {
    guard let member = self[key] else { return nil }
    guard let value = read(member) else { throw JSONReadingError(key, is: member, expected: kind) }
    return value
  }

  /// The member `key`, read by `read`, or nil where there is none; an error says where it is.
  package func optional<Value>(
    _ key: String, _ read: (JSONValue) throws(JSONReadingError) -> Value
  ) throws(JSONReadingError) -> Value? {
    guard let member = self[key] else { return nil }
    do { return try read(member) } catch { throw error.inside([key]) }
  }

  /// The string `key`, or nil where there is none.
  package func optionalString(_ key: String) throws(JSONReadingError) -> String? {
    try optional(key, "a string", \.string)
  }

  /// The whole number `key`, or nil where there is none.
  package func optionalInt(_ key: String) throws(JSONReadingError) -> Int? {
    try optional(key, "a whole number", \.int)
  }

  /// The finite number `key`, or nil where there is none.
  package func optionalNumber(_ key: String) throws(JSONReadingError) -> Double? {
    try optional(key, "a number", \.finite)
  }

  /// The truth value `key`; false where there is none.
  package func flag(_ key: String) throws(JSONReadingError) -> Bool {
    try optional(key, "true or false", \.bool) ?? false
  }

  // MARK: - Members that have to be there

  /// The member `key`, whatever it is.
  package func value(_ key: String) throws(JSONReadingError) -> JSONValue {
    guard let value = object[key] else { throw JSONReadingError(key, is: nil, expected: "a value") }
    return value
  }

  /// The member `key` as `read` takes it; `kind` says what it should be.
  package func member<Value>(
    _ key: String, _ kind: String, _ read: (JSONValue) -> Value?
  ) throws(JSONReadingError) -> Value {
    if let value = try optional(key, kind, read) { return value }
    throw JSONReadingError(key, is: nil, expected: kind)
  }

  /// The member `key`, read by `read`; an error says where it is.
  package func member<Value>(
    _ key: String, _ read: (JSONValue) throws(JSONReadingError) -> Value
  ) throws(JSONReadingError) -> Value {
    let member = try value(key)
    do { return try read(member) } catch { throw error.inside([key]) }
  }

  /// The string `key`, which may be empty.
  package func string(_ key: String) throws(JSONReadingError) -> String {
    try member(key, "a string", \.string)
  }

  /// The string `key`, which must not be empty.
  package func words(_ key: String) throws(JSONReadingError) -> String {
    let text = try string(key)
    guard !text.isEmpty else { throw JSONReadingError("'\(key)' is empty", at: [key]) }
    return text
  }

  /// What `read` makes of the string `key`; an error says where it is.
  package func words<Value>(
    _ key: String, _ read: (String) throws(JSONReadingError) -> Value
  ) throws(JSONReadingError) -> Value {
    let text = try words(key)
    do { return try read(text) } catch { throw error.inside([key]) }
  }

  /// The whole number `key`.
  package func int(_ key: String) throws(JSONReadingError) -> Int { try member(key, "a whole number", \.int) }

  /// The truth value `key`.
  package func bool(_ key: String) throws(JSONReadingError) -> Bool {
    try member(key, "true or false", \.bool)
  }

  /// The word `key`, one of those that `Word` knows.
  package func word<Word: RawRepresentable<String> & CaseIterable>(
    _ key: String
  ) throws(JSONReadingError) -> Word {
    let text = try string(key)
    if let word = Word(rawValue: text) { return word }
    let known = "one of \(Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))"
    throw JSONReadingError(
      "'\(key)' is \"\(text)\", expected \(known)", at: [key], expected: known, found: "\"\(text)\"")
  }
}
