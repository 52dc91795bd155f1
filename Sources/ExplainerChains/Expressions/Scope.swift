import JSON

/// The values an expression can speak of.
struct Scope: Sendable {
  /// What a name stands for.
  enum Meaning: Sendable {
    /// A value.
    case value(JSONValue)
    /// A step without a result, and why.
    case missing(MissingResult)
  }

  private var meanings: [String: Meaning] = [:]

  init(_ values: [String: JSONValue] = [:]) { meanings = values.mapValues { .value($0) } }

  /// What `name` stands for.
  subscript(name: String) -> Meaning? {
    get { meanings[name] }
    set { meanings[name] = newValue }
  }

  /// The same with one value more.
  func with(_ name: String, _ value: JSONValue) -> Scope {
    var copy = self
    copy[name] = .value(value)
    return copy
  }
}
