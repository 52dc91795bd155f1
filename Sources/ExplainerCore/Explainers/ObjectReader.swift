import Diagnostics
package import JSON

/// Reads the members of one JSON object, strictly: what is there must be of the kind it should be.
///
/// For descriptors, projects and requests; figures have a reader of their own (`MemberReader`).
package struct ObjectReader {
  package let json: JSONValue

  /// A reader of `json`.
  package init(json: JSONValue) { self.json = json }

  /// The non-empty string `key`.
  package func string(_ key: String) throws(DescriptorError) -> String {
    guard let text = try optionalString(key) else { throw DescriptorError("'\(key)' is missing") }
    guard !text.isEmpty else { throw DescriptorError("'\(key)' is empty", at: [key]) }
    return text
  }

  /// The string `key`, or nil where there is none.
  package func optionalString(_ key: String) throws(DescriptorError) -> String? {
    try optional(key, "a string", \.string)
  }

  /// The name `key`: small letters, digits and underscores, a letter first, at most 64.
  ///
  /// Names become folders, options and parts of file names.
  package func name(_ key: String) throws(DescriptorError) -> String {
    let text = try string(key)
    guard Self.isName(text) else { throw Self.notAName(text, at: [key]) }
    return text
  }

  /// The names of the array `key`; none where it is missing.
  package func names(_ key: String) throws(DescriptorError) -> [String] {
    let all = try strings(key)
    for (place, text) in all.enumerated() where !Self.isName(text) {
      throw Self.notAName(text, at: [key, "\(place)"])
    }
    return all
  }

  /// The strings of the array `key`; none where it is missing.
  package func strings(_ key: String) throws(DescriptorError) -> [String] {
    var result: [String] = []
    for (place, element) in try array(key).enumerated() {
      guard let text = element.string else {
        throw DescriptorError(
          "'\(key)' holds \(element.kindName), expected strings", at: [key, "\(place)"])
      }
      result.append(text)
    }
    return result
  }

  /// The elements of the array `key`; none where it is missing.
  package func array(_ key: String) throws(DescriptorError) -> [JSONValue] {
    try optional(key, "an array", \.array) ?? []
  }

  /// The elements of the array `key`, each read by `read`; an error says where it is.
  package func elements<Element>(
    _ key: String, _ read: (JSONValue) throws(DescriptorError) -> Element
  ) throws(DescriptorError) -> [Element] {
    var result: [Element] = []
    for (place, element) in try array(key).enumerated() {
      do { result.append(try read(element)) } catch { throw error.inside([key, "\(place)"]) }
    }
    return result
  }

  /// The number `key`, or nil where there is none.
  package func optionalNumber(_ key: String) throws(DescriptorError) -> Double? {
    try optional(key, "a number", \.double)
  }

  /// The truth value `key`; false where there is none.
  package func flag(_ key: String) throws(DescriptorError) -> Bool {
    try optional(key, "true or false", \.bool) ?? false
  }

  /// The member `key` as `read` takes it, or nil where there is none; `kind` says what it should be.
  package func optional<Value>(
    _ key: String, _ kind: String, _ read: (JSONValue) -> Value?
  ) throws(DescriptorError) -> Value? {
    guard let member = json[key] else { return nil }
    guard let value = read(member) else {
      throw DescriptorError("'\(key)' is \(member.kindName), expected \(kind)", at: [key])
    }
    return value
  }

  /// Refuses members that nobody would read: a slip in a descriptor is a parameter that is not there, one in a signature
  /// undefined behaviour, one in a request an answer to another question.
  ///
  /// - Parameters:
  ///   - known: the members there are.
  ///   - schema: what the text says of its own form; one that is newer than ours may have members we do not know.
  package func refuseOthers(
    than known: [String], schema: FormatVersion? = nil
  ) throws(DescriptorError) {
    guard schema?.isNewer != true else { return }
    for key in json.object?.keys ?? [] where !known.contains(key) {
      let near = Suggestion.nearest(to: key, among: known)
      throw DescriptorError(
        "there is no member '\(key)' here; "
          + (near.map { "did you mean '\($0)'?" } ?? "there are \(known.joined(separator: ", "))"), at: [key])
    }
  }

  private static func isName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z"), digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let first = bytes.first, letters.contains(first), bytes.count <= 64 else { return false }
    return bytes.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
  }

  private static func notAName(_ text: String, at path: [String]) -> DescriptorError {
    DescriptorError(
      "'\(text)' is no name: small letters, digits and underscores, a letter first, at most 64", at: path)
  }
}
