import Diagnostics

extension ExplainerError {
  /// The same, each of its parts of a length that a message has: what a file has in place of a word may be long.
  var bounded: ExplainerError {
    func cut(_ part: String) -> String { part.cut(to: OutputLimits.message) }
    return ExplainerError(
      code, cut(message), at: location.prefix(16).map { $0.cut(to: 4 << 10) }, expected: expected.map(cut),
      found: found.map(cut), remedy: remedy.map(cut))
  }
}
