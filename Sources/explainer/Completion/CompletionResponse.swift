import Diagnostics

/// What could stand where the cursor is.
struct CompletionResponse {
  /// A word, and what it means.
  struct Candidate: Hashable {
    let word: String
    var summary = ""
  }

  /// The words that begin as what was typed does, the most useful first.
  var candidates: [Candidate] = []
  /// Paths, where no word fits.
  var paths: CompletedValue.Paths?
  /// What is wanted here, where nothing can be offered.
  var note = ""

  /// The form the shells' scripts read: a line that says what there is (`words`, `files ENDING…`, `folders` or
  /// `none NOTE`), then a line a word, its meaning after a tab.
  var text: String {
    if !candidates.isEmpty {
      return (["words"] + candidates.map { "\($0.word)\t\(Self.brief($0.summary))" }).joined(separator: "\n")
    }
    switch paths {
    case .files(let endings): return (["files"] + endings).joined(separator: " ")
    case .folders: return "folders"
    case nil: return "none \(Self.brief(note))"
    }
  }

  /// The first sentence, in one line, without what could steer a terminal.
  private static func brief(_ text: String) -> String {
    let line = text.asOneLine
    let sentence = line.firstRange(of: ". ").map { String(line[..<$0.lowerBound]) } ?? line
    let words = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    return words.count > 90 ? "\(words.prefix(89))…" : words
  }
}
