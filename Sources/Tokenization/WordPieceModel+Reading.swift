import Diagnostics

extension WordPieceModel {
  /// The model with the settings `fields` of a `tokenizer.json`.
  init(_ fields: FieldReader, vocabulary: PieceTable) throws(ExplainerError) {
    guard let unknownID = try fields["unk_token"].pieceID(in: vocabulary) else {
      throw fields["unk_token"].mismatch("a string")
    }
    let limit = fields["max_input_chars_per_word"]
    guard let maximum = try limit.value == nil ? 100 : limit.integer(), maximum >= 0 else {
      throw limit.mismatch("a whole number of at least 0")
    }
    let prefix = try fields["continuing_subword_prefix"].string() ?? "##"
    self.init(
      vocabulary: vocabulary, unknownID: unknownID, prefix: Array(prefix.utf8), maximumCharacters: maximum)
  }

  /// The model as BERT's constructor makes it, with `unknown` for what cannot be spelled; `field` is where its name is
  /// from.
  init(unknown: String?, _ field: FieldReader, vocabulary: PieceTable) throws(ExplainerError) {
    guard let unknown, let id = vocabulary.id(of: Array(unknown.utf8)) else {
      throw field.wrong(
        "the vocabulary lacks the token for unknown words, '\(unknown ?? "null")'",
        remedy: "Name the one it has as unk_token.")
    }
    self.init(vocabulary: vocabulary, unknownID: id, prefix: Array("##".utf8), maximumCharacters: 100)
  }
}
