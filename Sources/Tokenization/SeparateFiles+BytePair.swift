import Diagnostics
import JSON

extension SeparateFiles {
  /// Reads `vocab.json` and `merges.txt`.
  func read(vocabulary: [UInt8], merges: [UInt8]) throws(ExplainerError) -> TokenizerFile {
    let pieces: PieceTable
    do {
      var scanner = JSONScanner(vocabulary)
      pieces = try ListReader.readVocabulary(&scanner)
      try scanner.expectEnd()
    } catch {
      throw error.inFile("\(directory)/vocab.json", remedy: "Download the file again; it may be cut off.")
    }
    let table = try MergesText.read(merges, path: "\(directory)/merges.txt", pieces)
    let byteLevel: JSONObject = [
      "type": "ByteLevel", "trim_offsets": false,
      "add_prefix_space": .bool(try settings.config["add_prefix_space"].bool(default: false)),
    ]
    let tokens = try addedTokens(pieces)
    return TokenizerFile(
      path: directory,
      sections: [
        "added_tokens": .array(tokens.map { .object($0) }), "pre_tokenizer": .object(byteLevel),
        "decoder": .object(byteLevel), "post_processor": try postProcessor(byteLevel, tokens),
      ],
      pieces: pieces, merges: table)
  }

  private func postProcessor(_ byteLevel: JSONObject, _ tokens: [JSONObject]) throws(ExplainerError)
    -> JSONValue
  {
    if family == .roberta {
      return [
        "type": "RobertaProcessing", "trim_offsets": true,
        "add_prefix_space": byteLevel["add_prefix_space"] ?? false,
        "cls": [.string(roles[.classifier] ?? ""), id(of: .classifier, in: tokens)],
        "sep": [.string(roles[.separator] ?? ""), id(of: .separator, in: tokens)],
      ]
    }
    guard try settings.config["add_bos_token"].bool(default: false), roles[.beginning] != nil else {
      return .object(byteLevel)
    }
    let start = TemplatePart.special(.beginning)
    return template(
      single: [(start, 0), (.text("A"), 0)],
      pair: [(start, 0), (.text("A"), 0), (start, 0), (.text("B"), 1)], tokens)
  }
}
