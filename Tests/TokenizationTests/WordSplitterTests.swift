import Testing

@testable import Tokenization

/// GPT-2's way of cutting a text into words.
struct WordSplitterTests {
  /// Each alternative of the expression, and the places where they meet.
  @Test(arguments: [
    ("Hello world", ["Hello", " world"]),
    ("  two", [" ", " two"]),
    ("a  \n b", ["a", "  \n", " b"]),
    ("a \nb", ["a", " ", "\n", "b"]),
    ("end  ", ["end", "  "]),
    ("\u{3000}x", ["\u{3000}", "x"]),
    (
      "it's we'll I'd they've you're I'm don't",
      [
        "it", "'s", " we", "'ll", " I", "'d", " they", "'ve", " you", "'re", " I", "'m", " don", "'t",
      ]
    ),
    ("IT'S 'so' 'l", ["IT", "'", "S", " '", "so", "'", " '", "l"]),
    ("''s!'s", ["''", "s", "!'", "s"]),
    ("x1²Ⅷ 23", ["x", "1²Ⅷ", " 23"]),
    ("a_b-c", ["a", "_", "b", "-", "c"]),
    ("e\u{301}e", ["e", "\u{301}", "e"]),
    ("👍🏽 👍", ["👍🏽", " 👍"]),
    ("世界。人", ["世界", "。", "人"]),
  ])
  func cutsWords(text: String, words: [String]) {
    let bytes = Array(text.utf8)
    var found: [String] = []
    var place = 0
    while place < bytes.count {
      let end = WordSplitter.wordEnd(in: bytes, from: place, to: bytes.count)
      #expect(end > place)
      found.append(String(decoding: bytes[place..<end], as: UTF8.self))
      place = end
    }
    #expect(found == words)
  }

  /// The end of the part that is looked at is the end of the text: spaces before it stay together.
  @Test func stopsAtTheEndGiven() {
    let bytes = Array("  ab".utf8)
    #expect(WordSplitter.wordEnd(in: bytes, from: 0, to: 2) == 2)
    #expect(WordSplitter.wordEnd(in: bytes, from: 0, to: 4) == 1)
    #expect(WordSplitter.wordEnd(in: bytes, from: 3, to: 3) == 3)
  }
}
