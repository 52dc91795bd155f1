import Diagnostics

/// The texts of a command: those of `--text`, or `--sentence-a` and `--sentence-b`.
enum GivenTexts {
  /// One or two texts, or none where none was given; `-` is read from standard input.
  ///
  /// - Throws: `badParameter` where texts were given in two ways, or sentence B alone.
  static func read(text: [String], _ first: String?, _ second: String?) throws(ExplainerError) -> [String] {
    var given = text
    if first != nil || second != nil {
      guard text.isEmpty, let first else {
        throw ExplainerError(
          .badParameter, text.isEmpty ? "--sentence-b needs --sentence-a" : "texts were given in two ways",
          remedy: "give --sentence-a and --sentence-b, or --text")
      }
      given = [first] + (second.map { [$0] } ?? [])
    }
    var texts: [String] = []
    for text in given { texts.append(text == "-" ? try StandardInput.text() : text) }
    return texts
  }
}
