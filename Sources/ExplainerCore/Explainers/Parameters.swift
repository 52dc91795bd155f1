public import Diagnostics
public import JSON

/// The parameters of one call, checked and with defaults filled in.
public struct Parameters: Sendable, Hashable {
  /// The values by name; a parameter left out that has no default is missing.
  public let values: JSONObject

  /// Takes values that have been checked against their entry point (`EntryPoint.resolve`).
  public init(_ values: JSONObject) { self.values = values }

  /// Whether `name` has a value.
  public func has(_ name: String) -> Bool { values[name].map { !$0.isNull } ?? false }

  /// The whole number `name`.
  public func int(_ name: String) throws(ExplainerError) -> Int { try get(name, "a whole number", \.int) }

  /// The whole number `name`, or nil where it was left out.
  public func optionalInt(_ name: String) throws(ExplainerError) -> Int? { has(name) ? try int(name) : nil }

  /// The number `name`.
  public func double(_ name: String) throws(ExplainerError) -> Double { try get(name, "a number", \.double) }

  /// The truth value `name`.
  public func bool(_ name: String) throws(ExplainerError) -> Bool { try get(name, "true or false", \.bool) }

  /// The text `name`.
  public func string(_ name: String) throws(ExplainerError) -> String { try get(name, "a text", \.string) }

  /// The values of the list `name`; none where it was left out.
  public func list(_ name: String) throws(ExplainerError) -> [JSONValue] {
    has(name) ? try get(name, "a list", \.array) : []
  }

  private func get<Value>(
    _ name: String, _ kind: String, _ read: (JSONValue) -> Value?
  ) throws(ExplainerError) -> Value {
    guard let value = values[name] else { throw ExplainerError(.badParameter, "'\(name)' is missing") }
    guard let result = read(value) else {
      throw ExplainerError(.badParameter, "'\(name)' is \(value.text())", expected: kind)
    }
    return result
  }
}
