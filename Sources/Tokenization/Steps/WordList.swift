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

  /// Makes `change` of each word.
  mutating func rewrite(_ change: (inout NormalizedText) -> Void) {
    guard words.count != 1 || words[0] != text.range else {
      change(&text)
      words = text.range.isEmpty ? [] : [text.range]
      return
    }
    var writer = NormalizedText.Writer(capacity: text.range.count)
    var found: [Range<Int>] = []
    for word in words {
      var part = text.part(word)
      change(&part)
      let start = writer.bytes.count
      writer.append(part, part.range)
      if !part.range.isEmpty { found.append(start..<writer.bytes.count) }
    }
    text.set(writer)
    words = found
  }

  /// Cuts each word into those that `cut` calls its last argument with.
  mutating func cut(_ cut: ([UInt8], Range<Int>, (Range<Int>) -> Void) -> Void) {
    var found: [Range<Int>] = []
    for word in words { cut(text.bytes, word) { found.append($0) } }
    words = found
  }
}
