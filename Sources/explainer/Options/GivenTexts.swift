import Diagnostics

/// The texts of a command: those of `--text`, or `--sentence-a` and `--sentence-b`.
enum GivenTexts {
  /// One or two texts, or none where none was given, as they were given.
  ///
  /// - Throws: `badParameter` where texts were given in two ways, or sentence B alone.
  static func chosen(_ given: GivenArguments) throws(ExplainerError) -> [String] {
    let (text, first, second) = (given.all("text"), given["sentence-a"], given["sentence-b"])
    guard first != nil || second != nil else { return text }
    guard text.isEmpty, let first else {
      throw ExplainerError(
        .badParameter, text.isEmpty ? "--sentence-b needs --sentence-a" : "texts were given in two ways",
        remedy: "give --sentence-a and --sentence-b, or --text")
    }
    return [first] + (second.map { [$0] } ?? [])
  }

  /// The texts themselves: `-` is read from standard input, without the line end behind it unless that is kept.
  ///
  /// - Parameter limit: how many bytes may be read from there.
  /// - Throws: `badParameter` where several texts are to be read from there, `badText` where it is not UTF-8,
  ///   `limitReached`.
  static func read(_ given: [String], keepingNewline: Bool, limit: Int = 1 << 30) throws(ExplainerError)
    -> [String]
  {
    guard given.count(where: { $0 == "-" }) < 2 else {
      throw ExplainerError(
        .badParameter, "standard input cannot be two texts",
        remedy: "give one of them as it is, e.g. \"$(cat FILE)\"")
    }
    var texts: [String] = []
    for text in given {
      texts.append(text == "-" ? try StandardInput.text(keepingNewline: keepingNewline, limit: limit) : text)
    }
    return texts
  }
}
