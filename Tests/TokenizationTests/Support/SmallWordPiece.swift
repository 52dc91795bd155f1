import JSON

@testable import Tokenization

/// A BERT-like tokenizer with a few pieces, whose `tokenizer.json` tests can bend.
struct SmallWordPiece {
  /// The pieces, in the order of their ids.
  static let pieces = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff", "##able", "##a", "a", "the", "cat", "##s",
    ".",
    "'", "!", "naive", "ok", "中", "##\u{1161}", "\u{1100}", "The", "é",
  ]

  /// The content of a `vocab.txt`.
  static var text: String { pieces.joined(separator: "\n") + "\n" }

  /// The sections of the file other than `model`.
  var sections: JSONObject = [
    "added_tokens": .array(
      pieces.prefix(5).enumerated().map { id, piece in
        ["id": .integer(id), "content": .string(piece), "special": true, "normalized": false]
      }),
    "normalizer": [
      "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": .null,
      "lowercase": true,
    ],
    "pre_tokenizer": ["type": "BertPreTokenizer"],
    "post_processor": ["type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]],
    "decoder": ["type": "WordPiece", "prefix": "##", "cleanup": true],
  ]
  /// The members of `model`.
  var model: JSONObject = [
    "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
    "max_input_chars_per_word": 100,
    "vocab": .object(JSONObject(pieces.enumerated().map { ($1, .integer($0)) })),
  ]

  /// The file.
  var json: JSONValue {
    var file = sections
    file["model"] = .object(model)
    return .object(file)
  }

  /// Loads it, from a `tokenizer.json`.
  func load() throws -> Tokenizer {
    try ScratchFolder(["tokenizer.json": json.utf8()]).loadTokenizer()
  }

  /// Loads it, bent by `change`.
  static func load(_ change: (inout SmallWordPiece) -> Void) throws -> Tokenizer {
    var small = SmallWordPiece()
    change(&small)
    return try small.load()
  }
}
