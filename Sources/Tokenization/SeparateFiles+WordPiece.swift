import Diagnostics
import JSON

extension SeparateFiles {
  /// Reads `vocab.txt`.
  func read(vocabulary: [UInt8]) throws(ExplainerError) -> TokenizerFile {
    let path = "\(directory)/vocab.txt"
    let pieces = try VocabularyText.read(vocabulary, path: path)
    let unknown = roles[.unknown] ?? ""
    guard pieces.id(of: Array(unknown.utf8)) != nil else {
      throw ExplainerError(
        .badData, "the vocabulary lacks the token for unknown words", at: [path],
        expected: "a line '\(unknown)'", found: "\(pieces.count) other pieces",
        remedy: "Download the file again, or name the token as unk_token in tokenizer_config.json.")
    }
    let tokens = try addedTokens(pieces)
    let lowercases = try settings.config["do_lower_case"].bool(default: true)
    let (start, end) = (TemplatePart.special(.classifier), TemplatePart.special(.separator))
    return TokenizerFile(
      path: directory,
      sections: [
        "added_tokens": .array(tokens.map { .object($0) }),
        "normalizer": [
          "type": "BertNormalizer", "lowercase": .bool(lowercases),
          "strip_accents": .bool(try settings.config["strip_accents"].bool(default: lowercases)),
          "handle_chinese_chars": .bool(try settings.config["tokenize_chinese_chars"].bool(default: true)),
        ],
        "pre_tokenizer": ["type": "BertPreTokenizer"], "decoder": ["type": "WordPiece"],
        "post_processor": template(
          single: [(start, 0), (.text("A"), 0), (end, 0)],
          pair: [(start, 0), (.text("A"), 0), (end, 0), (.text("B"), 1), (end, 1)], tokens),
      ],
      modelFields: ["type": "WordPiece", "unk_token": .string(unknown)], pieces: pieces)
  }
}
