/// A table of words for the terminal: columns aligned, two blanks between them.
struct PlainTable {
  private var rows: [[String]]

  /// A table with these headings.
  init(_ headings: [String]) { rows = [headings] }

  /// Adds a row with one word per heading.
  mutating func append(_ row: [String]) { rows.append(row) }

  /// The table.
  ///
  /// - Complexity: O(letters): a text's tokens are rows too, and there may be a million.
  var text: String {
    let widths = rows[0].indices.map { column in rows.map { Self.width($0[column]) }.max() ?? 0 }
    var text = ""
    for (index, row) in rows.enumerated() {
      if index > 0 { text.append("\n") }
      // Blanks are due only before a word that is not the last.
      var blanks = 0
      for (word, width) in zip(row, widths) {
        let visible =
          word.utf8.last == UInt8(ascii: " ") ? String(word.reversed().drop { $0 == " " }.reversed()) : word
        if !visible.isEmpty {
          text.append(String(repeating: " ", count: blanks))
          text.append(visible)
          blanks = 0
        }
        blanks += width - Self.width(visible) + 2
      }
    }
    return text
  }

  /// How many characters a word has.
  private static func width(_ word: String) -> Int {
    let isPlain = word.utf8.allSatisfy { $0 < 0x80 && $0 != 0x0D }
    return isPlain ? word.utf8.count : word.count
  }
}
