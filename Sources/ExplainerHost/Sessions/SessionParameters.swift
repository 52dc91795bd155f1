import Diagnostics
import JSON

/// The `params` of a session's request, read strictly.
struct SessionParameters {
  let json: JSONValue

  init(_ json: JSONValue) { self.json = json }

  func string(_ key: String) throws(ExplainerError) -> String {
    guard let text = try optionalString(key) else {
      throw ExplainerError(.badParameter, "'\(key)' is missing")
    }
    return text
  }

  func optionalString(_ key: String) throws(ExplainerError) -> String? {
    try value(key, "a string", \.string)
  }

  func bool(_ key: String) throws(ExplainerError) -> Bool? { try value(key, "true or false", \.bool) }

  /// A number that is not negative and small enough to count with.
  func number(_ key: String) throws(ExplainerError) -> Double? {
    guard let number = try value(key, "a number", \.double) else { return nil }
    guard number >= 0, number < 1e15 else {
      throw ExplainerError(.badParameter, "'\(key)' is \(number)", expected: "a number from 0 on")
    }
    return number
  }

  func object(_ key: String) throws(ExplainerError) -> JSONObject {
    try value(key, "an object", \.object) ?? [:]
  }

  func strings(_ key: String) throws(ExplainerError) -> [String] {
    let elements = try value(key, "an array of strings", \.array) ?? []
    let texts = elements.compactMap(\.string)
    guard texts.count == elements.count else {
      throw ExplainerError(.badParameter, "'\(key)' holds something else", expected: "an array of strings")
    }
    return texts
  }

  /// Refuses members that mean nothing.
  func refuseOthers(than known: [String]) throws(ExplainerError) {
    guard let object = json.object else {
      throw ExplainerError(.badParameter, "'params' is \(json.kindName)", expected: "an object")
    }
    guard let other = object.keys.first(where: { !known.contains($0) }) else { return }
    throw ExplainerError(
      .badParameter, "'params' has no member '\(other)'",
      remedy: Suggestion.nearest(to: other, among: known).map { "did you mean '\($0)'?" }
        ?? "its members are \(known.joined(separator: ", "))")
  }

  private func value<Value>(
    _ key: String, _ kind: String, _ read: (JSONValue) -> Value?
  ) throws(ExplainerError) -> Value? {
    guard let member = json[key], !member.isNull else { return nil }
    guard let value = read(member) else {
      throw ExplainerError(.badParameter, "'\(key)' is \(member.kindName)", expected: kind)
    }
    return value
  }
}
