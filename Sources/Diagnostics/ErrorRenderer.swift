/// Turns an `ExplainerError` into the text a person reads; the only place where errors get their final wording.
public enum ErrorRenderer {
  /// Characters of each part of an error that are shown: a file may hold words without end.
  static let longestPart = 2000

  /// `place: message; expected X, found Y; remedy` on one line, or the remedy on a line of its own where the whole
  /// would be longer than 100 characters.
  ///
  /// Control characters become blanks: words of a plugin or a file's name must not steer a terminal, nor look like a line of
  /// the program's own. Further lines of a part are set in.
  public static func text(of error: ExplainerError) -> String {
    visible(wording(of: error))
  }

  private static func visible(_ text: String) -> String {
    let isControl = { (value: UInt32) in value < 0x20 && value != 0x0A || (0x7F..<0xA0).contains(value) }
    guard text.unicodeScalars.contains(where: { isControl($0.value) }) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0.value) ? " " : $0 }))
  }

  /// `part`, cut where it is too long, its further lines set in.
  private static func shown(_ part: String) -> String {
    let isLong = part.utf8.count > longestPart && part.count > longestPart
    let words = isLong ? "\(part.prefix(longestPart))… (\(part.count) characters)" : part
    guard words.unicodeScalars.contains("\n") else { return words }
    // Scalars: a return and a line feed are one character.
    return String(
      String.UnicodeScalarView(words.unicodeScalars.flatMap { $0 == "\n" ? ["\n", " ", " "] : [$0] }))
  }

  private static func wording(of error: ExplainerError) -> String {
    var line = (error.location + [error.message]).map(shown).joined(separator: ": ")
    switch (error.expected.map(shown), error.found.map(shown)) {
    case let (expected?, found?): line += "; expected \(expected), found \(found)"
    case let (expected?, nil): line += "; expected \(expected)"
    case let (nil, found?): line += "; found \(found)"
    case (nil, nil): break
    }
    guard let remedy = error.remedy.map(shown) else { return line }
    return line.count + remedy.count > 98
      ? "\(line)\n  \(cased(remedy) { $0.uppercased() })" : "\(line); \(cased(remedy) { $0.lowercased() })"
  }

  /// `text` with its first letter changed by `change`, unless the first word is code, a quotation or an acronym.
  private static func cased(_ text: String, _ change: (Character) -> String) -> String {
    let word = text.prefix { $0 != " " }
    guard let first = word.first, first.isLetter, word.dropFirst().allSatisfy({ $0.isLowercase || $0 == "," })
    else {
      return text
    }
    return change(first) + text.dropFirst()
  }
}
