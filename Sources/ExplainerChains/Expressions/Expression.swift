public import JSON

/// What stands between `${` and `}`, or behind `if:`.
public indirect enum Expression: Sendable, Hashable {
  /// A number, a text in quotes, `true`, `false`, `null`.
  case literal(JSONValue)
  /// A value of the script, of a text or of an earlier step.
  case reference(Reference)
  /// `not`, or a minus sign.
  case unary(Operator, Expression)
  /// Two values and what is between them.
  case binary(Operator, Expression, Expression)
  /// A function of one value: `max(…)`.
  case call(Function, Expression)

  /// What connects values.
  public enum Operator: String, Sendable, Hashable {
    case or, and, not, `in`
    case equal = "==", unequal = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    case plus = "+", minus = "-"
    /// The left value, or the right one where the left one is null, is not there, or belongs to a step that was left out.
    case otherwise = "??"
  }

  /// Functions of one value, a list of numbers but for `length`.
  public enum Function: String, Sendable, Hashable, CaseIterable {
    case length, min, max, mean, sum
    /// The index of the greatest or the least number, from 0; the first of equal ones.
    case argmax, argmin
  }

  /// All references in it.
  public var references: [Reference] {
    switch self {
    case .literal: []
    case .reference(let reference): [reference] + reference.inner
    case .unary(_, let value), .call(_, let value): value.references
    case .binary(_, let left, let right): left.references + right.references
    }
  }
}
