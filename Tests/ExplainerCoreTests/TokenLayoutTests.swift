import ExplainerCore
import Testing

/// Tokens are laid out over their text: surfaces and gaps give the text again, and words are words.
@Suite struct TokenLayoutTests {
  /// Cuts `text` at the bars into tokens that cover everything but the blanks between them.
  private static func tokens(_ pieces: [String], in text: String) -> [Token] {
    var tokens: [Token] = []
    var rest = Array(text.utf8)[...]
    for piece in pieces {
      if piece.hasPrefix("[") {
        tokens.append(Token(id: 0, text: piece, piece: piece, isSpecial: true))
        continue
      }
      let bytes = Array(piece.utf8)
      while !rest.isEmpty, !rest.starts(with: bytes) { rest = rest.dropFirst() }
      tokens.append(
        Token(
          id: 1, text: piece, piece: piece, byteRange: rest.startIndex..<rest.startIndex + bytes.count))
      rest = rest.dropFirst(bytes.count)
    }
    return tokens
  }

  @Test(
    arguments: [
      (
        "The cabinet's keys.", ["[CLS]", "The", "cab", "inet", "'", "s", "keys", ".", "[SEP]"],
        [0, 1, 2, 2, 2, 2, 3, 4, 5]
      ),
      (" Heathrow is", [" Heath", "row", " is"], [0, 0, 1]),
      ("don’t 'say' it", ["don", "’", "t", "'", "say", "'", "it"], [0, 0, 0, 1, 2, 3, 4]),
      ("日本語です", ["日", "本", "語", "で", "す"], [0, 1, 2, 3, 3]),
      ("in 1,000 cafe\u{301}s", ["in", "1", ",", "000", "cafe", "\u{301}", "s"], [0, 1, 2, 3, 4, 4, 4]),
      ("a-b", ["a", "-", "b"], [0, 1, 2]), ("", [], []), ("x", ["x"], [0]),
    ] as [(String, [String], [Int])])
  func words(_ text: String, _ pieces: [String], _ expected: [Int]) {
    let layout = TokenLayout(Self.tokens(pieces, in: text), of: text)
    #expect(layout.spans.map(\.word) == expected)
    #expect(layout.spans.map { $0.gap + $0.surface }.joined() == text)
    #expect(layout.words.flatMap { Array($0) } == Array(pieces.indices))
  }

  /// Blanks a token carries belong to the gap, so that painting it paints the word only.
  @Test func blanksAreGaps() {
    let layout = TokenLayout(Self.tokens(["\n\n The", " end"], in: "\n\n The end"), of: "\n\n The end")
    #expect(layout.spans.map(\.gap) == ["\n\n ", " "])
    #expect(layout.spans.map(\.surface) == ["The", "end"])
  }

  /// A character whose bytes are split over tokens is one word, and every token shows its bytes.
  @Test func splitCharacters() {
    let text = "a €"
    let tokens = [
      Token(id: 0, text: "a", piece: "a", byteRange: 0..<1),
      Token(id: 1, text: "\u{FFFD}", piece: "Ġâ", bytes: [0x20, 0xE2], byteRange: 1..<3),
      Token(id: 2, text: "\u{FFFD}", piece: "Ĥ¬", bytes: [0x82, 0xAC], byteRange: 3..<5),
    ]
    let layout = TokenLayout(tokens, of: text)
    #expect(layout.spans.map(\.word) == [0, 1, 1])
    #expect(layout.spans.map(\.surface) == ["a", "⟨e2⟩", "⟨82 ac⟩"])
  }

  /// Ranges that do not belong to the text are not believed.
  @Test func strangeRanges() {
    let tokens = [
      Token(id: 0, text: "b", piece: "b", byteRange: 1..<2),
      Token(id: 0, text: "a", piece: "a", byteRange: 0..<1),
      Token(id: 0, text: "far", piece: "far", byteRange: 7..<9),
    ]
    let layout = TokenLayout(tokens, of: "ab")
    #expect(layout.spans.map(\.surface) == ["b", "a", "far"])
  }
}
