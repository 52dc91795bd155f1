import Diagnostics

/// Gathers what is wrong with a script, so that its author learns everything at once.
final class ProblemLog {
  /// More than this helps nobody.
  static let most = 50

  let source: ScriptSource
  private var problems: [(line: Int, column: Int, error: ExplainerError)] = []

  init(_ source: ScriptSource) { self.source = source }

  var isFull: Bool { problems.count >= Self.most }

  /// What was found, in the order of the script.
  var errors: [ExplainerError] {
    problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }.map(\.error)
  }

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
    // Where something stands is looked for in the whole script.
    let mark = source.mark(of: path, key: key)
    var error = error.located(in: source.location(mark))
    if error.code == .badParameter { error.code = .badData }
    // One thing at a time is wrong at one place; what follows from it only confuses.
    if !problems.contains(where: { $0.error.location.first == error.location.first }) {
      problems.append((mark.line, mark.column, error))
    }
  }

  /// Adds why an expression cannot be read, or has no value.
  func add(_ error: ExpressionError, at path: [String]) { add(error.message, at: path, remedy: error.remedy) }

  /// Ends the check where something was wrong.
  func throwIfAny() throws(ScriptErrors) {
    if !problems.isEmpty { throw ScriptErrors(errors: errors) }
  }
}
