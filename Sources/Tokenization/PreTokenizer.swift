/// How a text is cut into the words that the model works on, one by one.
enum PreTokenizer: Sendable, Hashable {
  /// GPT-2's: every byte belongs to a word.
  ///
  /// `prefixesSpace`: whether a space is put before a text (or a part between added tokens) that does not
  /// begin with one. `splitsWords`: whether texts are cut at all.
  case byteLevel(prefixesSpace: Bool, splitsWords: Bool)
  /// BERT's: white space belongs to none, punctuation marks are words.
  case bert

  /// Makes `text` ready to be cut.
  func prepare(_ text: inout NormalizedText) {
    if case .byteLevel(prefixesSpace: true, _) = self { text.prefixSpace() }
  }

  /// The first word of `text[start..<end]`; nil where there is none.
  func nextWord(in text: [UInt8], from start: Int, to end: Int) -> Range<Int>? {
    switch self {
    case .bert: return BertWordSplitter.nextWord(in: text, from: start, to: end)
    case .byteLevel(_, let splitsWords):
      guard start < end else { return nil }
      return start..<(splitsWords ? WordSplitter.wordEnd(in: text, from: start, to: end) : end)
    }
  }
}
