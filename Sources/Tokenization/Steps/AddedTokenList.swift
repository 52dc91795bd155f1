/// The added tokens of a tokenizer while they are collected.
///
/// Source: `add_tokens` in huggingface/tokenizers `added_vocabulary.rs`, seen with tokenizers 0.23.3: a token that
/// is there already, as a piece or as an added token, keeps its id and gets the new properties; any other gets the
/// next id, which counts from the *number* of pieces, whatever ids they have.
struct AddedTokenList {
  /// The model's pieces.
  let pieces: PieceTable
  private var byID: [Int: AddedToken] = [:]
  private var ids: [[UInt8]: Int] = [:]

  /// No added tokens yet.
  init(_ pieces: PieceTable) { self.pieces = pieces }

  /// The tokens, in no order.
  var tokens: [AddedToken] { Array(byID.values) }

  /// Whether there is an added token with this content.
  func contains(_ content: String) -> Bool { ids[Array(content.utf8)] != nil }

  /// Adds `tokens` in their order; the ids they have are not looked at.
  mutating func add(_ tokens: [AddedToken]) {
    // Pieces that become added tokens in this call do not count, which shows where ids have gaps.
    var last = byID.keys.max()
    for var token in tokens where !token.content.isEmpty {
      let content = Array(token.content.utf8)
      if let id = ids[content] ?? pieces.id(of: content) {
        token.id = id
      } else {
        token.id = max(pieces.count, last.map { $0 + 1 } ?? 0)
        last = token.id
      }
      ids[content] = token.id
      byID[token.id] = token
    }
  }
}
