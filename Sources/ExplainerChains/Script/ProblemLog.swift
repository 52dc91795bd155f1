import Diagnostics

/// Gathers what is wrong with a script, so that its author learns everything at once.
final class ProblemLog {
  /// More than this helps nobody.
  static let most = 50

  let source: ScriptSource
  private(set) var errors: [ExplainerError] = []

  init(_ source: ScriptSource) { self.source = source }

  var isFull: Bool { errors.count >= Self.most }

  /// Adds something that is wrong with what `path` leads to, or with its key.
  func add(
    _ message: String, at path: [String], key: Bool = false, expected: String? = nil, found: String? = nil,
    remedy: String? = nil
  ) {
    add(
      ExplainerError(.badData, message, expected: expected, found: found, remedy: remedy), at: path, key: key)
  }

  /// Adds an error about what `path` leads to; a script is data, so that is what it counts as.
  func add(_ error: ExplainerError, at path: [String], key: Bool = false) {
    guard !isFull else { return }
    var error = error.located(in: source.place(of: path, key: key))
    if error.code == .badParameter { error.code = .badData }
    if !errors.contains(error) { errors.append(error) }
  }

  /// Adds why an expression cannot be read, or has no value.
  func add(_ error: ExpressionError, at path: [String]) { add(error.message, at: path, remedy: error.remedy) }

  /// Ends the check where something was wrong.
  func throwIfAny() throws(ScriptErrors) {
    if !errors.isEmpty { throw ScriptErrors(errors: errors) }
  }
}
