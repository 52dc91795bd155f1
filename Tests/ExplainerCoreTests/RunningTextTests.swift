import ExplainerCore
import Testing

/// A strip of tokens reads as the text did, whatever the tokenizer did with the blanks.
struct RunningTextTests {
  /// Tokens at consecutive places of `text`; nil stands for a special token, blanks between tokens are skipped unless
  /// the token begins with them.
  private func tokens(_ pieces: [String?], of text: String) -> [Token] {
    var rest = text[...]
    return pieces.enumerated().map { index, piece in
      guard let piece else { return Token(id: index, text: "[SEP]", piece: "[SEP]", isSpecial: true) }
      while !rest.hasPrefix(piece), !rest.isEmpty { rest.removeFirst() }
      let start = rest.startIndex.utf16Offset(in: text)
      rest.removeFirst(piece.count)
      return Token(
        id: index, text: piece, piece: piece, bytes: Array(piece.utf8),
        byteRange: start..<start + piece.utf8.count)
    }
  }

  /// Pieces without blanks (WordPiece) and pieces with them (byte-level) give the same words and gaps.
  @Test func families() {
    let text = "Now endowed,\nwith"
    let word = TokensFigure.runningText(tokens(["Now", "end", "owed", ",", "with"], of: text), of: text)
    let byte = TokensFigure.runningText(tokens(["Now", " end", "owed", ",", "\nwith"], of: text), of: text)
    #expect(word.labels.map(\.text) == ["Now", "end", "owed", ",", "with"])
    #expect(word.gaps == ["", " ", "", "", "\n"])
    #expect(byte.labels == word.labels)
    #expect(byte.gaps == word.gaps)
    #expect(word.labels[1].note == "token 1")
    #expect(!word.labels.contains { !$0.isToken })
  }

  /// Special tokens stand apart from words.
  @Test func special() {
    let text = "a b"
    let set = TokensFigure.runningText(tokens([nil, "a", "b", nil, nil], of: text), of: text)
    #expect(set.labels.map(\.text) == ["[SEP]", "a", "b", "[SEP]", "[SEP]"])
    #expect(set.gaps == ["", " ", " ", " ", " "])
  }

  /// A token of nothing but blanks shows them; what follows its line end begins a line.
  @Test func blanks() {
    let text = "a\n\nb  c"
    let set = TokensFigure.runningText(tokens(["a", "\n\n", "b", " ", " c"], of: text), of: text)
    #expect(set.labels.map(\.text) == ["a", "\n\n", "b", " ", "c"])
    #expect(set.gaps == ["", "", "\n", "", " "])
  }

  /// Generated tokens, which stand in no text, bring their blanks with them.
  @Test func generated() {
    let more = [" the", "re", " "].map { Token(id: 9, text: $0, piece: $0, bytes: Array($0.utf8)) }
    let set = TokensFigure.runningText(tokens(["a"], of: "a") + more, of: "a")
    #expect(set.labels.map(\.text) == ["a", "the", "re", " "])
    #expect(set.gaps == ["", " ", "", ""])
  }
}
