import Testing

@testable import Tokenization

/// How WordPiece's tokens become text again.
struct PieceDecoderTests {
  private func decode(_ pieces: [String], _ step: PieceDecoder.Step?) -> String {
    String(
      decoding: PieceDecoder(step.map { [$0] }).decode(pieces.map { Array($0.utf8)[...] }), as: UTF8.self)
  }

  /// Words are separated by spaces, pieces with the prefix continue them, except at the beginning.
  @Test(arguments: [
    (["un", "##aff", "##able", "cat", "##s"], "unaffable cats"), (["##ing"], "##ing"),
    (["##ing", "##ing"], "##inging"), ([], ""), (["a", "##"], "a"), (["a", "###"], "a#"),
    (["[CLS]", "a", "[SEP]"], "[CLS] a [SEP]"),
  ])
  func joins(pieces: [String], text: String) {
    for cleansUp in [true, false] {
      #expect(decode(pieces, .wordPiece(prefix: Array("##".utf8), cleansUp: cleansUp)) == text)
    }
  }

  /// Cleaning up looks at each token with the space before it; at no more.
  @Test(arguments: [
    (["ok", ".", "ok", "?", "!", ","], "ok. ok?!,"), (["it", "'", "s"], "it ' s"), (["it", "'s"], "it's"),
    (["do", "n't"], "don't"), (["i", "'m", "'ve", "'re"], "i'm've're"), (["do not"], "do not"),
    (["i", "do not"], "i don't"), (["a", ".", "##5"], "a.5"), (["a", "...", "b"], "a... b"),
    (["a . b , c"], "a. b, c"), (["x", "a ' b"], "x a'b"),
  ])
  func cleansUp(pieces: [String], text: String) {
    #expect(decode(pieces, .wordPiece(prefix: Array("##".utf8), cleansUp: true)) == text)
  }

  /// Another prefix, none at all, and no decoder.
  @Test func otherSettings() {
    let pieces = ["a", "@b", "c", "."]
    #expect(decode(pieces, .wordPiece(prefix: Array("@".utf8), cleansUp: false)) == "ab c .")
    #expect(decode(pieces, .wordPiece(prefix: [], cleansUp: false)) == "a@bc.")
    #expect(decode(pieces, nil) == "a @b c .")
  }
}
