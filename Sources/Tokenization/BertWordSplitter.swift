/// Cuts a text into BERT's words: what white space separates, with every punctuation mark by itself.
///
/// Source: huggingface/tokenizers `pre_tokenizers/bert.rs`.
enum BertWordSplitter {
  /// The first word of `text[start..<end]`, which is UTF-8; nil where there is none.
  static func nextWord(in text: [UInt8], from start: Int, to end: Int) -> Range<Int>? {
    var word: Int?
    var place = start
    while place < end {
      let scalar = TextScalar(in: text, at: place, to: end)
      let traits = ScalarTraits.of(scalar.value)
      let separates = traits.contains(.whiteSpace)
      if separates || traits.contains(.punctuation) {
        if let word { return word..<place }
        if !separates { return place..<place + scalar.length }
      } else if word == nil {
        word = place
      }
      place += scalar.length
    }
    return word.map { $0..<end }
  }
}
