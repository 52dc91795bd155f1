import Diagnostics

/// What an argument's value may be.
enum ArgumentValues: Sendable {
  /// Whatever the command makes of it; what is itself an option of the command is taken for a slip.
  case anything
  /// Any text, even one that looks like an option.
  case text
  /// One of these words; `otherwise` is what helps a person who wants another.
  case choices([String], otherwise: String? = nil)
  /// A whole number.
  case wholeNumber(ClosedRange<Int>)
  /// What is said here, checked by whoever takes it; a text where `isText`.
  case described(String, isText: Bool)

  /// What is legal, where that can be said.
  var words: String? {
    switch self {
    case .anything, .text: nil
    case .choices(let words, _):
      words.count > 1
        ? "\(words.dropLast().joined(separator: ", ")) or \(words[words.count - 1])" : words.first
    case .wholeNumber(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .described(let words, _): words
    }
  }

  /// Whether a value may look like an option.
  var isText: Bool {
    switch self {
    case .text, .described(_, true): true
    default: false
    }
  }

  /// Refuses what is not legal.
  ///
  /// - Parameters:
  ///   - label: what the value was given to.
  ///   - help: what else can be done.
  /// - Throws: `badParameter` with what is legal, and what was probably meant.
  func check(_ value: String, of label: String, help: String) throws(ExplainerError) {
    var remedy: String?
    switch self {
    case .anything, .text, .described: return
    case .choices(let words, let otherwise):
      guard !words.contains(value) else { return }
      remedy = Suggestion.nearest(to: value, among: words).map { "did you mean '\($0)'?" } ?? otherwise
    case .wholeNumber(let range): if let number = Int(value), range.contains(number) { return }
    }
    throw ExplainerError(
      .badParameter, "\(label) cannot be '\(value)'", expected: words, remedy: remedy ?? help)
  }
}
