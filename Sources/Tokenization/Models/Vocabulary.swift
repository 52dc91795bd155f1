/// All tokens of a tokenizer: the model's pieces, and what was added to them.
///
/// An added token can have the id of a piece, where the pieces' ids have gaps: its id then stands for the added
/// token, while the model still gives it to the piece, as in Hugging Face's `tokenizers`.
struct Vocabulary: Sendable {
  /// The model's pieces, by which words are spelled.
  let pieces: PieceTable
  /// The added tokens.
  let added: AddedTokens

  /// One more than the highest id.
  var idLimit: Int { max(pieces.idLimit, (added.tokens.last?.id ?? -1) + 1) }

  /// The number of tokens.
  var count: Int {
    pieces.count + added.tokens.count { pieces.id(of: Array($0.content.utf8)) == nil }
  }

  /// The spelling of the token `id`, UTF-8.
  func spelling(of id: Int) -> ArraySlice<UInt8>? {
    added[id: id].map { Array($0.content.utf8)[...] } ?? pieces.bytes(of: id)
  }

  /// The spelling of the token `id`.
  func piece(of id: Int) -> String? { added[id: id]?.content ?? pieces.piece(of: id) }

  /// The id of the token with this spelling.
  func id(of text: String) -> Int? {
    let bytes = Array(text.utf8)
    return added.id(of: bytes) ?? pieces.id(of: bytes)
  }
}
