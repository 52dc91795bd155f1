import Diagnostics

/// The texts of a command: those of `--text`, or `--sentence-a` and `--sentence-b`.
enum GivenTexts {
  /// One or two texts, or none where none was given, as they were given.
  ///
  /// - Throws: `badParameter` where texts were given in two ways, or sentence B alone.
  static func chosen(text: [String], _ first: String?, _ second: String?) throws(ExplainerError) -> [String] {
    guard first != nil || second != nil else { return text }
    guard text.isEmpty, let first else {
      throw ExplainerError(
        .badParameter, text.isEmpty ? "--sentence-b needs --sentence-a" : "texts were given in two ways",
        remedy: "give --sentence-a and --sentence-b, or --text")
    }
    return [first] + (second.map { [$0] } ?? [])
  }

  /// The texts themselves: `-` is read from standard input.
  static func read(_ given: [String]) throws(ExplainerError) -> [String] {
    var texts: [String] = []
    for text in given { texts.append(text == "-" ? try StandardInput.text() : text) }
    return texts
  }
}
