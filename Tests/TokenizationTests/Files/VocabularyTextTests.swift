import JSON
import Testing

@testable import Tokenization

/// Tokenizers from a `vocab.txt`.
struct VocabularyTextTests {
  private func load(_ text: String = SmallWordPiece.text, _ files: [String: String] = [:]) throws -> Tokenizer
  {
    try ScratchFolder(text: files.merging(["vocab.txt": text]) { $1 }).loadTokenizer()
  }

  /// Alone it means the same as the `tokenizer.json` with the defaults of uncased BERT, however lines end: transformers
  /// 5.24.0 takes white space at their ends off, of whatever kind.
  @Test(arguments: ["\n", "\r\n", " \n", "\u{A0}\t \r\n", "\u{3000}\n"]) func equalsTokenizerFile(
    separator: String
  ) throws {
    let file = try SmallWordPiece().load()
    let whole = SmallWordPiece.pieces.joined(separator: separator)
    for tokenizer in [try load(whole), try load(whole + separator), try load("\u{FEFF}" + whole)] {
      #expect(tokenizer.vocabularySize == SmallWordPiece.pieces.count)
      #expect(tokenizer.addedTokens == file.addedTokens)
      for text in ["The CATS! naïve中 [MASK]", "", "unaffable don't"] {
        #expect(tokenizer.encode(text) == file.encode(text))
        #expect(tokenizer.encode(text, and: "a") == file.encode(text, and: "a"))
        let ids = tokenizer.encode(text).ids
        #expect(tokenizer.decode(ids) == file.decode(ids))
      }
    }
  }

  /// A line is a piece, blanks at its end apart; of two equal lines the later counts, and empty lines are lines.
  ///
  /// What is missing gets ids from the *number* of pieces on, which where ids have gaps are those of pieces: with
  /// transformers 5.24.0 and tokenizers 0.23.3 the same file gives `cat` and `[SEP]` the id 5.
  @Test func unusualLines() throws {
    let tokenizer = try load("[UNK]\nthe\n a \n\nthe\ncat\n\n")
    let pieces = ["[UNK]", nil, " a", nil, "the", "[SEP]", "[PAD]", "[CLS]", "[MASK]", nil]
    #expect((0..<10).map { tokenizer.piece(of: $0) } == pieces)
    #expect(tokenizer.encode("the cat").ids == [7, 4, 5, 5])
    #expect(tokenizer.encode("the cat").pieces == ["[CLS]", "the", "cat", "[SEP]"])
    #expect(tokenizer.encode("a [MASK]").ids == [7, 0, 8, 5])
    #expect(tokenizer.id(ofPiece: "cat") == 5 && tokenizer.id(ofPiece: "") == 6)
    #expect(tokenizer.vocabularySize == 9 && tokenizer.pieceCount == 9)
  }

  /// An empty line at the end is a piece that no text has.
  @Test(arguments: ["\n", "\r\n"]) func emptyLastLine(line: String) throws {
    let tokenizer = try load(SmallWordPiece.text + line)
    #expect(tokenizer.vocabularySize == SmallWordPiece.pieces.count + 1)
    #expect(tokenizer.encode("the [MASK]").ids == (try load().encode("the [MASK]").ids))
  }

  /// `tokenizer_config.json` says what is done to texts.
  @Test(arguments: [
    (#"{}"#, ["the", "naive", "[UNK]", "中"]),
    (#"{"do_lower_case": false}"#, ["The", "[UNK]", "é", "中"]),
    (#"{"do_lower_case": true, "strip_accents": false}"#, ["the", "[UNK]", "é", "中"]),
    (#"{"do_lower_case": false, "strip_accents": true}"#, ["The", "naive", "[UNK]", "中"]),
    (#"{"tokenize_chinese_chars": false}"#, ["the", "naive", "[UNK]"]),
    (
      #"{"strip_accents": null, "model_max_length": 2, "never_split": ["The"], "do_basic_tokenize": false}"#,
      ["the", "naive", "[UNK]", "中"]
    ),
    (#"{"tokenizer_class": "DistilBertTokenizerFast"}"#, ["the", "naive", "[UNK]", "中"]),
  ])
  func settings(config: String, pieces: [String]) throws {
    let tokenizer = try load(SmallWordPiece.text, ["tokenizer_config.json": config])
    let text = config.contains("chinese") ? "The naïve é中" : "The naïve é 中"
    let found = tokenizer.encode(text, addSpecialTokens: false).pieces
    #expect(found.map { Array($0.utf8) } == pieces.map { Array($0.utf8) })
  }

  /// Special tokens have the names and properties that `special_tokens_map.json` gives them.
  @Test func specialTokens() throws {
    let names = SmallWordPiece.text.split(separator: "\n").map { line in
      ["[CLS]": "<s>", "[SEP]": "</s>", "[UNK]": "<unk>"][line] ?? String(line)
    }
    let tokenizer = try load(
      names.joined(separator: "\n"),
      [
        "special_tokens_map.json": """
        {"cls_token": "<s>", "sep_token": "</s>", "unk_token": "<unk>",
         "mask_token": {"content": "<m>", "lstrip": true}, "additional_special_tokens": ["<x>", "ok"]}
        """
      ])
    let count = SmallWordPiece.pieces.count
    #expect(tokenizer.encode("A <m> z<x>ok").ids == [2, 9, count, 1, count + 1, 17, 3])
    #expect(tokenizer.encode("a <m>").pieces == ["<s>", "a", " <m>", "</s>"])
    #expect(tokenizer.id(of: .mask) == count && tokenizer.id(of: .unknown) == 1)
    #expect(tokenizer.isSpecial(17) && tokenizer.isSpecial(count) && !tokenizer.isSpecial(9))
  }
}
