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

  /// Tokens that strip take the white space beside them, but not what an earlier token has taken.
  @Test func stripsWhiteSpace() {
    let both = AddedToken(id: 0, content: "<m>", stripsLeft: true, stripsRight: true)
    #expect(parts("a \n<m>\u{3000} b", [both]) == ["a", "0: \n<m>\u{3000} ", "b"])
    #expect(parts("<m>  <m>", [both]) == ["0:<m>  ", "0:<m>"])
    let spaces = AddedToken(id: 1, content: "  ", stripsLeft: true)
    #expect(parts("<m>   x", [both, spaces]) == ["0:<m>   ", "1:", "x"])
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
    let tokenizer = try SmallTokenizer.load(added: [AddedToken(id: 300, content: "<m>", stripsLeft: true)])
    let encoding = tokenizer.encode("hello <m>!")
    #expect(encoding.pieces == ["hello", " <m>", "!"])
    #expect(encoding.ids == [259, 300, 0x21])
    #expect(encoding.byteRanges == [0..<5, 5..<9, 9..<10])
    #expect(encoding.specialMask == [false, false, false])
    #expect(tokenizer.decode(encoding.ids) == "hello<m>!")
    #expect(tokenizer.decode(encoding.ids, skipSpecialTokens: true) == "hello!")
    #expect(tokenizer.vocabularySize == 301 && tokenizer.pieceCount == 263)
    #expect(tokenizer.piece(of: 280) == nil)
  }
}
