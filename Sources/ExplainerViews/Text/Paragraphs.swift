/// Running text: safe to print and broken into lines.
enum Paragraphs {
  /// The paragraphs of `text` (separated by blank lines), each on one line with its invisible characters shown.
  static func of(_ text: String) -> [String] {
    var paragraphs: [[Substring]] = [[]]
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let words = line.split { $0 == " " || $0 == "\t" }
      if words.isEmpty { paragraphs.append([]) } else { paragraphs[paragraphs.count - 1] += words }
    }
    return paragraphs.filter { !$0.isEmpty }.map { VisibleText($0.joined(separator: " ")).text }
  }

  /// `text` broken between words into lines of at most `limit`; a word longer than that is cut into pieces.
  ///
  /// - Parameter measure: the width of a character in the unit of `limit`.
  static func wrap(_ text: String, to limit: Double, measure: (Character) -> Double) -> [String] {
    var lines: [String] = []
    var line = ""
    var width = 0.0
    let space = measure(" ")
    for word in text.split(separator: " ") {
      let wordWidth = word.reduce(0) { $0 + measure($1) }
      if !line.isEmpty, width + space + wordWidth <= limit {
        line += " " + word
        width += space + wordWidth
        continue
      }
      if !line.isEmpty { lines.append(line) }
      (line, width) = ("", 0)
      for character in word {
        let next = measure(character)
        if width + next > limit, !line.isEmpty {
          lines.append(line)
          (line, width) = ("", 0)
        }
        line.append(character)
        width += next
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// `text` broken into lines of at most `columns` terminal columns.
  static func wrap(_ text: String, columns: Int) -> [String] {
    wrap(text, to: Double(max(2, columns))) { Double(DisplayWidth.of($0)) }
  }
}
