import Diagnostics
import JSON

/// Reads the members of a figure's JSON and names the one that is wrong.
///
/// Figures come from third parties: every complaint says which member, what was expected and what was found.
struct MemberReader {
  /// The members.
  let object: JSONObject
  /// Where the object stands, outermost first.
  let place: String

  /// A reader of `json`, which has to be an object.
  init(_ json: JSONValue, at place: String) throws(ExplainerError) {
    guard let object = json.object else { throw Self.mismatch(place, "an object", json) }
    self.object = object
    self.place = place
  }

  /// The error for a member that is not what it has to be.
  static func mismatch(_ place: String, _ expected: String, _ found: JSONValue?) -> ExplainerError {
    ExplainerError(
      .badData, "malformed figure", at: [place], expected: expected,
      found: found.map(\.kindName) ?? "nothing")
  }

  /// The path of a member.
  func path(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

  /// A member that has to be there.
  func value(_ key: String) throws(ExplainerError) -> JSONValue {
    guard let value = object[key] else { throw Self.mismatch(path(key), "a value", nil) }
    return value
  }

  /// A string; `fallback` where it is absent, an error where that is nil.
  func string(_ key: String, default fallback: String? = nil) throws(ExplainerError) -> String {
    guard let value = object[key] else {
      guard let fallback else { throw Self.mismatch(path(key), "a string", nil) }
      return fallback
    }
    guard let text = value.string else { throw Self.mismatch(path(key), "a string", value) }
    return text
  }

  /// A truth value, false where absent.
  func flag(_ key: String) throws(ExplainerError) -> Bool {
    guard let value = object[key] else { return false }
    guard let flag = value.bool else { throw Self.mismatch(path(key), "a truth value", value) }
    return flag
  }

  /// A whole number, nil where absent or null.
  func int(_ key: String) throws(ExplainerError) -> Int? {
    guard let value = object[key], !value.isNull else { return nil }
    guard let number = value.int else { throw Self.mismatch(path(key), "a whole number", value) }
    return number
  }

  /// A finite number, nil where absent or null.
  func double(_ key: String) throws(ExplainerError) -> Double? {
    try Self.number(object[key], at: path(key))
  }

  /// An array; empty where `optional` and absent.
  func array(_ key: String, optional: Bool = false) throws(ExplainerError) -> [JSONValue] {
    guard let value = object[key] else {
      guard optional else { throw Self.mismatch(path(key), "an array", nil) }
      return []
    }
    guard let elements = value.array else { throw Self.mismatch(path(key), "an array", value) }
    return elements
  }

  /// An array of labels.
  func labels(_ key: String) throws(ExplainerError) -> [Label] { try Self.labels(array(key), at: path(key)) }

  /// An array of numbers, with null for those that are missing.
  func numbers(_ key: String) throws(ExplainerError) -> [Double?] {
    try Self.numbers(array(key), at: path(key))
  }

  /// An array of strings; nil where it is absent or null itself.
  func strings(_ key: String) throws(ExplainerError) -> [String]? {
    guard let value = object[key], !value.isNull else { return nil }
    var strings: [String] = []
    for (index, element) in try array(key).enumerated() {
      guard let text = element.string else {
        throw Self.mismatch("\(path(key))[\(index)]", "a string", element)
      }
      strings.append(text)
    }
    return strings
  }

  /// An array of whole numbers, with null for those that are missing; nil where it is absent or null itself.
  func kinds(_ key: String) throws(ExplainerError) -> [Int?]? {
    guard let value = object[key], !value.isNull else { return nil }
    var kinds: [Int?] = []
    for (index, element) in try array(key).enumerated() {
      guard element.isNull || element.int != nil else {
        throw Self.mismatch("\(path(key))[\(index)]", "a whole number or null", element)
      }
      kinds.append(element.int)
    }
    return kinds
  }

  static func labels(_ elements: [JSONValue], at place: String) throws(ExplainerError) -> [Label] {
    var labels: [Label] = []
    labels.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      labels.append(try Label(json: element, at: "\(place)[\(index)]"))
    }
    return labels
  }

  static func numbers(_ elements: [JSONValue], at place: String) throws(ExplainerError) -> [Double?] {
    var numbers: [Double?] = []
    numbers.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      numbers.append(try number(element, at: "\(place)[\(index)]"))
    }
    return numbers
  }

  /// A finite number; nil for nothing and null.
  static func number(_ value: JSONValue?, at place: String) throws(ExplainerError) -> Double? {
    guard let value, !value.isNull else { return nil }
    guard let number = value.double, number.isFinite else {
      throw mismatch(place, "a finite number or null", value)
    }
    return number
  }
}
