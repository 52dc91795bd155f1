/// A part of a text with the words it is cut into so far.
struct WordList {
  /// The text.
  private(set) var text: NormalizedText
  /// The words, none of them empty.
  private(set) var words: [Range<Int>]

  /// The text as one word.
  init(_ text: NormalizedText) {
    self.text = text
    words = text.range.isEmpty ? [] : [text.range]
  }

  /// Puts in the place of each word what `write`, called with the text, the word and a writer, writes of it.
  mutating func rewrite(_ write: (NormalizedText, Range<Int>, inout NormalizedText.Writer) -> Void) {
    var writer = NormalizedText.Writer(capacity: text.range.count * 3 / 2)
    for index in words.indices {
      let start = writer.bytes.count
      write(text, words[index], &writer)
      words[index] = start..<writer.bytes.count
    }
    text.set(writer)
  }

  /// Cuts each word into those that `cutter` makes of it.
  mutating func cut(by cutter: Cutter) {
    var found: [Range<Int>] = []
    for word in words { cutter.cut(text.bytes, word) { found.append($0) } }
    words = found
  }
}
