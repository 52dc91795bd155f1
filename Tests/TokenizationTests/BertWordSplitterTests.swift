import Testing

@testable import Tokenization

/// BERT's way of cutting a text into words.
struct BertWordSplitterTests {
  /// White space separates and is left out, punctuation is a word by itself.
  @Test(arguments: [
    ("Hello, world!", ["Hello", ",", "world", "!"]),
    ("it's  ok", ["it", "'", "s", "ok"]),
    ("...", [".", ".", "."]),
    (" a\tb\nc ", ["a", "b", "c"]), ("", []), (" \u{3000}\u{85}", []), ("x$1^2", ["x", "$", "1", "^", "2"]),
    ("«é»—中。", ["«", "é", "»", "—", "中", "。"]), ("a±b£c", ["a±b£c"]), ("a\u{200B}b", ["a\u{200B}b"]),
  ])
  func cutsWords(text: String, words: [String]) {
    let bytes = Array(text.utf8)
    var found: [String] = []
    var place = 0
    while let word = BertWordSplitter.nextWord(in: bytes, from: place, to: bytes.count) {
      #expect(word.lowerBound >= place && !word.isEmpty)
      found.append(String(decoding: bytes[word], as: UTF8.self))
      place = word.upperBound
    }
    #expect(found == words)
  }

  /// The end of the part that is looked at is the end of the text.
  @Test func stopsAtTheEndGiven() {
    let bytes = Array("ab cd".utf8)
    #expect(BertWordSplitter.nextWord(in: bytes, from: 1, to: 2) == 1..<2)
    #expect(BertWordSplitter.nextWord(in: bytes, from: 2, to: 4) == 3..<4)
    #expect(BertWordSplitter.nextWord(in: bytes, from: 2, to: 3) == nil)
  }
}
