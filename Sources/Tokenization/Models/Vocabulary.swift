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

  /// What the token `id` is in a text that becomes one again, UTF-8.
  ///
  /// Source: `simple_id_to_token` in huggingface/tokenizers 0.23.3; up to 0.22 it was the content, whatever the normaliser
  /// makes of it.
  func spelling(of id: Int) -> ArraySlice<UInt8>? {
    added.spelling(of: id)?[...] ?? pieces.bytes(of: id)
  }

  /// The spelling of the token `id`.
  func piece(of id: Int) -> String? { added[id: id]?.content ?? pieces.piece(of: id) }

  /// The id of the token with this spelling.
  func id(of text: String) -> Int? {
    let bytes = Array(text.utf8)
    return added.id(of: bytes) ?? pieces.id(of: bytes)
  }
}
