import ExplainerCore
import Testing

/// A token of a text reads the same wherever it is shown.
struct LabelTests {
  /// Where the vocabulary knows words in lower case and without accents only, the text's own characters are shown.
  ///
  /// The mark of a piece that goes on with a word stays; special tokens show themselves. That holds on both sides of the
  /// boundary, beyond which tokens have the bytes of their text.
  @Test(arguments: [
    (Token(id: 1, text: "the", piece: "the", byteRange: 0..<3), "The"),
    (Token(id: 1, text: "##ing", piece: "##ing", byteRange: 3..<6), "##ING"),
    (Token(id: 1, text: "##e", piece: "##e", byteRange: 6..<8), "##É"),
    (Token(id: 1, text: "!", piece: "!", byteRange: 8..<9), "!"),
    (Token(id: 1, text: "[UNK]", piece: "[UNK]", isSpecial: true, byteRange: 9..<12), "[UNK]"),
    (Token(id: 1, text: "the", piece: "the"), "the"),
    (Token(id: 1, text: "##ing", piece: "##ing"), "##ing"),
    (Token(id: 1, text: " The", piece: "ĠThe", bytes: Array(" The".utf8), byteRange: 0..<3), " The"),
  ])
  func tokens(token: Token, expected: String) throws {
    let place = TokenLayout([token], of: "TheINGÉ!☃").spans[0]
    let label = Label(token, at: place)
    #expect(label.text == expected && label.isToken && label.note == "token 1")
    let crossed = try Token(json: token.json)
    #expect(Label(crossed, at: TokenLayout([crossed], of: "TheINGÉ!☃").spans[0]) == label)
    let shown = expected.drop { $0 == "#" || $0 == " " }
    if token.byteRange != nil { #expect(place.shown(of: token) == shown) }
  }
}
