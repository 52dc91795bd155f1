@testable import Tokenization

extension PreTokenizer {
  /// The words of `text`.
  func words(of text: [UInt8]) -> [Range<Int>] {
    words(of: NormalizedText(text, text.indices)).words
  }
}

extension SplitPattern {
  /// The words of `text`, or of its part `range`.
  func words(of text: [UInt8], _ range: Range<Int>? = nil) -> [Range<Int>] {
    var words: [Range<Int>] = []
    cut(text, range ?? text.indices) { words.append($0) }
    return words
  }
}
