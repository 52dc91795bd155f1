/// What is wrong with an expression, or why it has no value.
public struct ExpressionError: Error, Sendable, Hashable {
  /// One clause.
  public var message: String
  /// What to do about it.
  public var remedy: String?
  /// The step that has no result, where that is the reason.
  public var missing: MissingResult?

  /// An error from its parts.
  public init(_ message: String, remedy: String? = nil, missing: MissingResult? = nil) {
    self.message = message
    self.remedy = remedy
    self.missing = missing
  }
}
