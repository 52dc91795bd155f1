/// Turns an `ExplainerError` into the text a person reads; the only place where errors get their final wording.
public enum ErrorRenderer {
  /// `place: message; expected X, found Y; remedy` on one line, or the remedy on a line of its own where the whole
  /// would be longer than 100 characters.
  ///
  /// Control characters become blanks: words of a plugin or a file's name must not steer a terminal.
  public static func text(of error: ExplainerError) -> String {
    visible(wording(of: error))
  }

  private static func visible(_ text: String) -> String {
    let isControl = { (value: UInt32) in value < 0x20 && value != 0x0A || (0x7F..<0xA0).contains(value) }
    guard text.unicodeScalars.contains(where: { isControl($0.value) }) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0.value) ? " " : $0 }))
  }

  /// How much of one part is shown, in bytes: a name in a file can be as long as the file.
  private static let longest = 16 << 10

  /// `text`, or its beginning.
  private static func cut(_ text: String) -> String {
    guard text.utf8.count > longest else { return text }
    let end = text.utf8.index(text.utf8.startIndex, offsetBy: longest)
    return "\(text[..<end]) … (\(ByteCount.text(text.utf8.count - longest)) more)"
  }

  private static func wording(of error: ExplainerError) -> String {
    var error = error
    error.location = error.location.map(cut)
    error.message = cut(error.message)
    error.expected = error.expected.map(cut)
    error.found = error.found.map(cut)
    error.remedy = error.remedy.map(cut)
    var line = (error.location + [error.message]).joined(separator: ": ")
    switch (error.expected, error.found) {
    case let (expected?, found?): line += "; expected \(expected), found \(found)"
    case let (expected?, nil): line += "; expected \(expected)"
    case let (nil, found?): line += "; found \(found)"
    case (nil, nil): break
    }
    guard let remedy = error.remedy else { return line }
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
