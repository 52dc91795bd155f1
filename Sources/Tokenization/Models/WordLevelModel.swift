import Diagnostics

/// A vocabulary of words: each is one token, or unknown.
///
/// Source: huggingface/tokenizers `models/wordlevel/mod.rs`.
struct WordLevelModel: Sendable {
  /// The token for words that are not in the vocabulary.
  let unknownID: Int

  /// Appends the token of `word` of `text` to `tokens`.
  func encode(_ text: [UInt8], _ word: Range<Int>, pieces: PieceTable, into tokens: inout [Subword]) {
    let id = pieces.id(of: text.span.bytes, at: word.lowerBound, count: word.count) ?? unknownID
    tokens.append(Subword(id: UInt32(id), start: word.lowerBound, end: word.upperBound))
  }
}

extension WordLevelModel {
  /// The model with the settings `fields` of a `tokenizer.json`.
  init(_ fields: FieldReader, pieces: PieceTable) throws(ExplainerError) {
    guard let unknownID = try fields["unk_token"].pieceID(in: pieces) else {
      throw fields["unk_token"].mismatch("a string")
    }
    self.init(unknownID: unknownID)
  }
}
