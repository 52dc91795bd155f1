import JSON
import Testing

@testable import Tokenization

/// WordPiece tokenizers: words, pieces, offsets, special tokens.
struct WordPieceTests {
  private let tokenizer: Tokenizer

  init() throws { tokenizer = try SmallWordPiece().load() }

  /// The longest piece comes first; a word that cannot be spelled to its end is unknown as a whole.
  @Test(arguments: [
    ("unaffable", ["un", "##aff", "##able"]), ("cats", ["cat", "##s"]), ("catz", ["[UNK]"]),
    ("una", ["un", "##a"]),
    ("The CATS.", ["the", "cat", "##s", "."]), ("it's", ["[UNK]", "'", "[UNK]"]), ("naïve", ["naive"]),
    ("ok中ok", ["ok", "中", "ok"]), ("가", ["\u{1100}", "##\u{1161}"]), ("##s", ["[UNK]", "[UNK]", "[UNK]"]),
    ("", []), (" \n\u{3000}", []), ("\u{200B}\u{301}", []), ("un able", ["un", "[UNK]"]),
  ])
  func words(text: String, pieces: [String]) {
    #expect(tokenizer.encode(text, addSpecialTokens: false).pieces == pieces)
  }

  /// Ranges are in the text as it was given, in bytes and in scalars.
  @Test func ranges() {
    let encoding = tokenizer.encode(" The\u{AD} naïve\u{301} 中cats!")
    #expect(
      encoding.pieces == ["[CLS]", "the", "naive", "中", "cat", "##s", "!", "[SEP]"])
    #expect(encoding.byteRanges == [0..<0, 1..<4, 7..<13, 16..<19, 19..<22, 22..<23, 23..<24, 0..<0])
    #expect(encoding.byteOffsets == encoding.byteRanges)
    #expect(
      encoding.characterOffsets == [0..<0, 1..<4, 6..<11, 13..<14, 14..<17, 17..<18, 18..<19, 0..<0])
    #expect(encoding.specialMask == [true] + Array(repeating: false, count: 6) + [true])
    let halves = tokenizer.encode("가", addSpecialTokens: false)
    #expect(halves.byteRanges == [0..<3, 0..<3])
  }

  /// Words of more than the limit of characters, not bytes, are unknown.
  @Test func longWords() throws {
    let short = try SmallWordPiece.load { $0.model["max_input_chars_per_word"] = 3 }
    #expect(short.encode("cats una cat ééé éééé", addSpecialTokens: false).ids == [1, 5, 8, 11, 1, 1])
    let accents = try SmallWordPiece.load {
      $0.model["max_input_chars_per_word"] = 3
      $0.sections["normalizer"] = nil
    }
    #expect(accents.encode("é", addSpecialTokens: false).pieces == ["é"])
    let limit = String(repeating: "a", count: 100)
    #expect(tokenizer.encode(limit, addSpecialTokens: false).count == 100)
    #expect(tokenizer.encode(limit + "a", addSpecialTokens: false).ids == [1])
  }

  /// A pair: `[CLS] A [SEP] B [SEP]` with B and the last mark in segment 1; the same as a template.
  @Test func pairs() throws {
    let a: JSONValue = ["Sequence": ["id": "A", "type_id": 0]]
    let b: JSONValue = ["Sequence": ["id": "B", "type_id": 1]]
    func mark(_ name: String, _ segment: Int) -> JSONValue {
      ["SpecialToken": ["id": .string(name), "type_id": .integer(segment)]]
    }
    let template = try SmallWordPiece.load {
      $0.sections["post_processor"] = [
        "type": "TemplateProcessing", "single": [mark("[CLS]", 0), a, mark("[SEP]", 0)],
        "pair": [mark("[CLS]", 0), a, mark("[SEP]", 0), b, mark("[SEP]", 1)],
        "special_tokens": ["[CLS]": ["ids": [2]], "[SEP]": ["ids": [3]]],
      ]
    }
    let pair = tokenizer.encode("the cat", and: "a")
    #expect(pair.ids == [2, 10, 11, 3, 9, 3])
    #expect(pair.segmentIDs == [0, 0, 0, 0, 1, 1])
    #expect(pair.sequenceIDs == [nil, 0, 0, nil, 1, nil])
    #expect(pair.byteRanges == [0..<0, 0..<3, 4..<7, 0..<0, 0..<1, 0..<0])
    #expect(template.encode("the cat", and: "a") == pair)
    #expect(template.encode("the cat") == tokenizer.encode("the cat"))
  }

  /// Special tokens are found before anything is normalised, others in the normal form.
  @Test func addedTokens() throws {
    #expect(tokenizer.encode("the [MASK].[mask]", addSpecialTokens: false).ids == [10, 4, 13, 1, 1, 1])
    let added = try SmallWordPiece.load { small in
      let tokens = (small.sections["added_tokens"]?.array ?? []).dropLast()
      small.sections["added_tokens"] = .array(
        tokens + [
          ["id": 4, "content": "[MASK]", "special": true, "lstrip": true],
          ["id": 23, "content": "Çat", "special": false],
          ["id": 24, "content": "foo", "special": false, "single_word": true],
          ["id": 25, "content": "[x]", "special": true],
        ])
    }
    let encoding = added.encode("A çAT the  [MASK] foo foot [X][x]ÇATS", addSpecialTokens: false)
    #expect(encoding.ids == [9, 23, 10, 4, 24, 1, 1, 1, 1, 25, 23, 1])
    #expect(encoding.pieces[1] == "cat" && encoding.pieces[3] == "  [MASK]")
    #expect(encoding.byteRanges[1] == 2..<6 && encoding.byteRanges[3] == 10..<18)
    #expect(encoding.byteRanges.suffix(2) == [34..<38, 38..<39])
    #expect(added.vocabularySize == 26 && added.piece(of: 23) == "Çat")
    #expect(!added.isSpecial(23) && added.isSpecial(25))
    // What is only an added token is no piece of a word.
    #expect(added.encode("foofoo", addSpecialTokens: false).ids == [1])
  }

  /// The tokens with parts to play have BERT's names where no file says otherwise.
  @Test func roles() throws {
    let roles: [SpecialTokenRole] = [.padding, .unknown, .classifier, .separator, .mask]
    #expect(roles.map { tokenizer.id(of: $0) } == [0, 1, 2, 3, 4])
    #expect(tokenizer.id(of: .beginning) == nil)
    let folder = ScratchFolder(text: [
      "tokenizer.json": SmallWordPiece().json.text(), "special_tokens_map.json": #"{"mask_token": "ok"}"#,
    ])
    #expect(try folder.loadTokenizer().id(of: .mask) == 17)
    #expect(roles.allSatisfy { tokenizer.id(of: $0).map(tokenizer.isSpecial) == true })
  }

  /// Pieces lead back to their ids; there are no exact bytes.
  @Test func pieces() {
    #expect(tokenizer.vocabularySize == SmallWordPiece.pieces.count)
    for (id, piece) in SmallWordPiece.pieces.enumerated() {
      #expect(tokenizer.piece(of: id) == piece && tokenizer.id(ofPiece: piece) == id)
      #expect(tokenizer.bytes(of: id) == nil)
      #expect(tokenizer.decode([id]) == piece)
    }
    #expect(tokenizer.piece(of: SmallWordPiece.pieces.count) == nil && tokenizer.piece(of: -1) == nil)
  }

  /// Cased models keep case and accents.
  @Test func cased() throws {
    let cased = try SmallWordPiece.load {
      $0.sections["normalizer"] = [
        "type": "Sequence", "normalizers": [["type": "BertNormalizer", "lowercase": false]],
      ]
    }
    #expect(
      cased.encode("The THE é naïve", addSpecialTokens: false).pieces == ["The", "[UNK]", "é", "[UNK]"])
  }

  /// The small BERT model's tokenizer gives the tokens its reference was computed with, from all its files.
  @Test func smallModel() throws {
    let reference = try JSONValue(parsing: Places.bytes("\(Places.smallBert)/oracle.json"))
    let names = ["vocab.txt", "tokenizer_config.json", "special_tokens_map.json"]
    let files = names.map { ($0, Places.bytes("\(Places.smallBert)/\($0)")) }
    let folder = ScratchFolder(Dictionary(uniqueKeysWithValues: files))
    for tokenizer in try [Tokenizer(directory: Places.smallBert), folder.loadTokenizer()] {
      for (_, entry) in try #require(reference["cases"]?.object).members {
        let text = try #require(entry["text"]?.string)
        let second = entry["text_b"]?.string
        let encoding = second.map { tokenizer.encode(text, and: $0) } ?? tokenizer.encode(text)
        #expect(encoding.pieces == entry["tokens"]?.array?.compactMap(\.string))
      }
    }
  }
}
