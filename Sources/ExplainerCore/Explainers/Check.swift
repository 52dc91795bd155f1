public import JSON

/// A residual that tells a reader how far to trust a result, such as by how much attention rows miss a sum of 1.
public struct Check: Sendable, Hashable {
  /// The name, in snake case, such as `attention_row_sum_error`.
  public var name: String
  /// The measured value: a number or a truth value.
  public var value: JSONValue
  /// Whether the value is within what is to be expected.
  public var passed: Bool
  /// What is measured, and what is to be expected; one sentence.
  public var meaning: String

  /// Creates a check.
  public init(_ name: String, value: JSONValue, passed: Bool, meaning: String) {
    self.name = name
    self.value = value
    self.passed = passed
    self.meaning = meaning
  }
}
