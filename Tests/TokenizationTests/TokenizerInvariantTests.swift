import Testing

@testable import Tokenization

/// What holds for every text, whatever the tokenizer has learnt.
struct TokenizerInvariantTests {
  private let tokenizer: Tokenizer

  init() throws { tokenizer = try Tokenizer(directory: Places.demo) }

  /// Decoding gives the text back, exact ranges tile its bytes, each token's bytes are those of its range,
  /// and offsets are the range widened to characters.
  @Test(arguments: 0..<8) func holdForRandomTexts(seed: Int) {
    var random = RandomText(seed: UInt64(seed))
    for _ in 0..<60 { check(random.text(upTo: 40)) }
  }

  /// The same for texts made to be difficult.
  @Test(arguments: [
    "", " ", "  ",
    "\n\n a", "a \u{301}\u{301} b", "👩‍👩‍👧‍👦🏳️‍🌈", "\u{0}\u{7F}\u{80}\u{10FFFF}", "'s's'S''ll 'LL",
    "e\u{301}é",
    "<s><mask></s> <pad>x<unk>", "<<s>>", "\r\n\t\u{85}\u{2028}", String(repeating: "ab", count: 300),
    String(repeating: " ", count: 100), "ﬁ①Ⅷ²٣८", "İstanbul ẞ ΑΣ", "नमस्ते 世界 שלום",
  ])
  func holdForDifficultTexts(text: String) { check(text) }

  /// Every id of the vocabulary: its piece leads back to it, and its bytes are what it decodes to, where that
  /// is text.
  @Test func idsAndPiecesBelongTogether() throws {
    #expect(tokenizer.pieceCount == tokenizer.vocabularySize)
    for id in 0..<tokenizer.vocabularySize {
      let piece = try #require(tokenizer.piece(of: id))
      #expect(tokenizer.id(ofPiece: piece) == id)
      let bytes = try #require(tokenizer.bytes(of: id))
      #expect(tokenizer.decode([id]) == String(decoding: bytes, as: UTF8.self))
    }
  }

  /// Ids outside the vocabulary have nothing and are skipped.
  @Test(arguments: [-1, Int.min, 6144, 1 << 40, Int.max]) func ignoresUnknownIDs(id: Int) {
    #expect(tokenizer.piece(of: id) == nil)
    #expect(tokenizer.bytes(of: id) == nil)
    #expect(!tokenizer.isSpecial(id))
    let ids = tokenizer.encode("city").ids
    #expect(tokenizer.decode([id] + ids + [id], skipSpecialTokens: true) == "city")
  }

  /// A word of 20,000 letters without a space is merged in well under the time a quadratic way would need,
  /// and to the same tokens as its pieces.
  @Test func mergesLongWords() {
    let text = String(repeating: "abcdefghij", count: 2000)
    check(text)
  }

  private func check(_ text: String) {
    let encoding = tokenizer.encode(text)
    let utf8 = Array(text.utf8)
    #expect(tokenizer.decode(encoding.ids) == text)
    #expect(
      encoding.byteRanges.map(\.lowerBound) == [0].prefix(encoding.count)
        + encoding.byteRanges.map(\.upperBound).dropLast())
    #expect(encoding.byteRanges.last?.upperBound ?? 0 == utf8.count)
    #expect(encoding.ids.map { tokenizer.bytes(of: $0) ?? [] } == encoding.byteRanges.map { Array(utf8[$0]) })
    let starts = utf8.indices.filter { utf8[$0] & 0xC0 != 0x80 } + [utf8.count]
    for (range, (bytes, characters)) in zip(
      encoding.byteRanges, zip(encoding.byteOffsets, encoding.characterOffsets))
    {
      #expect(
        starts[characters.lowerBound] == bytes.lowerBound && starts[characters.upperBound] == bytes.upperBound
      )
      #expect(bytes.lowerBound <= range.lowerBound && range.upperBound <= bytes.upperBound)
    }
  }
}
