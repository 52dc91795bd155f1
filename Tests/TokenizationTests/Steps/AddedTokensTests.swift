import Testing

@testable import Tokenization

/// Finding added tokens in texts.
struct AddedTokensTests {
  private func parts(_ text: String, _ tokens: [AddedToken]) -> [String] {
    let bytes = Array(text.utf8)
    let added = AddedTokens(tokens)
    return added.split(bytes).flatMap { part in
      part.token == nil ? added.split(NormalizedText(bytes, part.range)) : [part]
    }.map { part in
      (part.token.map { "\($0):" } ?? "") + String(decoding: bytes[part.range], as: UTF8.self)
    }
  }

  /// The leftmost token is found first, and of those that begin there the longest.
  @Test func leftmostLongest() {
    let tokens = [
      AddedToken(id: 0, content: "<a>"), AddedToken(id: 1, content: "<a><b>"),
      AddedToken(id: 2, content: "b>"),
    ]
    #expect(parts("x<a><b>y<a>b>", tokens) == ["x", "1:<a><b>", "y", "0:<a>", "2:b>"])
    #expect(parts("<a", tokens) == ["<a"])
    #expect(parts("", tokens).isEmpty)
  }

  /// Tokens looked for in the text as it is come before all normalised ones, even those further left.
  @Test func verbatimComesFirst() {
    let tokens = [AddedToken(id: 0, content: "ab", isNormalized: true), AddedToken(id: 1, content: "bc")]
    #expect(parts("abcab", tokens) == ["a", "1:bc", "0:ab"])
  }

  /// Tokens that strip take the white space beside them, but not what an earlier token has taken: of one that is nothing
  /// else then nothing is left, and it is none.
  ///
  /// As in tokenizers 0.22.2 and 0.23.3.
  @Test func stripsWhiteSpace() {
    let both = AddedToken(id: 0, content: "<m>", stripsLeft: true, stripsRight: true)
    #expect(parts("a \n<m>\u{3000} b", [both]) == ["a", "0: \n<m>\u{3000} ", "b"])
    #expect(parts("<m>  <m>", [both]) == ["0:<m>  ", "0:<m>"])
    let spaces = AddedToken(id: 1, content: "  ", stripsLeft: true)
    #expect(parts("<m>  x", [both, spaces]) == ["0:<m>  ", "x"])
    #expect(parts("  <m>  <m>", [both, spaces]) == ["1:  ", "0:<m>  ", "0:<m>"])
    // One that does not strip is found there as well, and what is behind it is read once more.
    let plain = AddedToken(id: 1, content: "  ")
    #expect(parts("<m>   x", [both, plain]) == ["0:<m>   ", "1:  ", " x"])
    #expect(parts("<m>  x", [both, plain]) == ["0:<m>  ", "1:  ", "x"])
    let left = AddedToken(id: 0, content: "<m>", stripsLeft: true)
    #expect(parts(" é <m> b", [left]) == [" é", "0: <m>", " b"])
  }

  /// Single-word tokens are not found where a letter, digit, mark or underscore touches them.
  @Test(arguments: [
    ("an ox.", ["an ", "0:ox", "."]), ("ox", ["0:ox"]), ("oxen", ["oxen"]), ("fox", ["fox"]),
    ("ox_", ["ox_"]),
    ("éox", ["éox"]), ("ox\u{301}", ["ox\u{301}"]), ("8ox", ["8ox"]), ("-ox-", ["-", "0:ox", "-"]),
  ])
  func singleWords(text: String, expected: [String]) {
    #expect(parts(text, [AddedToken(id: 0, content: "ox", isSingleWord: true)]) == expected)
  }

  /// What has been found is one token with the white space it took; its id decodes to its content alone.
  @Test func encodesWhatWasFound() throws {
    let tokenizer = try SmallTokenizer.load(added: [AddedToken(id: 262, content: "<m>", stripsLeft: true)])
    let encoding = tokenizer.encode("hello <m>!")
    #expect(encoding.pieces == ["hello", " <m>", "!"])
    #expect(encoding.ids == [259, 262, 0x21])
    #expect(encoding.byteRanges == [0..<5, 5..<9, 9..<10])
    #expect(encoding.specialMask == [false, false, false])
    #expect(tokenizer.decode(encoding.ids) == "hello<m>!")
    #expect(tokenizer.decode(encoding.ids, skipSpecialTokens: true) == "hello!")
    #expect(tokenizer.vocabularySize == 263 && tokenizer.pieceCount == 263)
    #expect(tokenizer.piece(of: 280) == nil)
  }

  /// The ids in the list are not looked at: a token that the vocabulary has keeps its id, another gets the next; of two
  /// with the same content the later's properties count, and one without content is none.
  ///
  /// As in tokenizers 0.23.3.
  @Test(
    arguments: [
      ([(300, "<x>"), (900, "<y>")], "<x><y>", [262, 263]),
      ([(263, "<x>"), (262, "<y>")], "<x><y>", [262, 263]),
      ([(5, "<x>"), (5, "<y>")], "<x><y>", [262, 263]),
      ([(7, "hello"), (7, "<y>")], "hello<y>", [259, 262]),
      ([(262, ""), (263, "<y>")], "<y>", [262]),
      ([(262, "<x>"), (263, "<x>"), (264, "<y>")], "<x><y>", [262, 263]),
      ([(1_000_000_000_000, "<x>")], "<x>", [262]), ([(-1, "<x>")], "<x>", [262]),
    ] as [([(Int, String)], String, [Int])])
  func ids(listed: [(Int, String)], text: String, expected: [Int]) throws {
    let tokenizer = try SmallTokenizer.load(added: listed.map { AddedToken(id: $0.0, content: $0.1) })
    #expect(tokenizer.encode(text).ids == expected)
  }

  /// White space alone may be a token: it is found where it stands, longest first, and what strips takes it.
  ///
  /// As in tokenizers 0.23.3: of three blanks the first two are one token, the third goes with the word.
  @Test func whiteSpace() throws {
    let tokenizer = try SmallTokenizer.load(added: [
      AddedToken(id: 262, content: "  ", isSpecial: false), AddedToken(id: 263, content: "\n"),
      AddedToken(id: 264, content: "    ", stripsLeft: true),
    ])
    let space = try #require(tokenizer.id(ofPiece: "Ġ"))
    #expect(tokenizer.encode("he  he").ids == [256, 262, 256])
    #expect(tokenizer.encode("he   he\n").ids == [256, 262, space, 256, 263])
    #expect(tokenizer.encode("he    he").ids == [256, 264, 256])
    #expect(tokenizer.encode("     he").ids == [264, space, 256])
  }
}
