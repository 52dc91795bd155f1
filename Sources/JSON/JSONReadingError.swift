public import Diagnostics

/// What is wrong with a JSON value, and where in it.
public struct JSONReadingError: Error, Sendable, Hashable {
  /// What is wrong, one clause; it says what was expected where that is known.
  public var reason: String
  /// The keys and indices that lead to what is wrong, outermost first.
  public var path: [String]
  /// What was expected, where one kind of value was found for another.
  public var expected: String?
  /// What was found then.
  public var found: String?
  /// The member that is not there, of the object at `path`.
  public var missing: String?

  /// Creates an error about what `path` leads to.
  public init(_ reason: String, at path: [String] = [], expected: String? = nil, found: String? = nil) {
    self.reason = reason
    self.path = path
    self.expected = expected
    self.found = found
  }

  /// The error for the member `key`, or the one at `index` in it, that is not what it has to be; nil was not there.
  package init(_ key: String, _ index: Int? = nil, is value: JSONValue?, expected: String) {
    let found = value?.kindName ?? "nothing"
    guard value != nil else {
      self.init("'\(key)' is missing", expected: expected, found: found)
      missing = key
      return
    }
    self.init(
      "'\(key)' \(index == nil ? "is" : "holds") \(found), expected \(expected)",
      at: [key] + (index.map { ["\($0)"] } ?? []), expected: expected, found: found)
  }

  /// The error for `value` itself, which is not what it has to be.
  package init(_ value: JSONValue, expected: String, found: String? = nil) {
    let found = found ?? value.kindName
    self.init("found \(found), expected \(expected)", expected: expected, found: found)
  }

  /// The same error as seen from outside: `steps` lead to the value it is about, `owner` names that value.
  package func inside(_ steps: [String], of owner: String? = nil) -> JSONReadingError {
    var error = self
    error.reason = (owner.map { "\($0): " } ?? "") + reason
    error.path = steps + path
    return error
  }

  /// A way through JSON as people write it: `rows[2].title`.
  package static func way(_ path: [String]) -> String {
    path.reduce(into: "") { way, step in
      way += Int(step) == nil ? (way.isEmpty ? step : ".\(step)") : "[\(step)]"
    }
  }

  /// The error as the program reports it where there is no text with lines to point into: `rows[2].title: malformed
  /// figure; expected a string, found nothing`.
  ///
  /// - Parameters:
  ///   - subject: what the value is a part of, such as `figure`.
  ///   - code: the kind of failure it counts as.
  public func inValue(_ subject: String, code: ErrorCode) -> ExplainerError {
    let way = Self.way(path + (missing.map { [$0] } ?? []))
    return ExplainerError(
      code, expected == nil ? reason : "malformed \(subject)", at: way.isEmpty ? [] : [way],
      expected: expected, found: found)
  }
}
