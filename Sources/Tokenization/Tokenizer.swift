/// Turns texts into the ids a model works on, and back, exactly as Hugging Face's `tokenizers` does.
///
/// ```swift
/// let tokenizer = try Tokenizer(directory: "models/gpt2")
/// let encoding = tokenizer.encode("a rainy city")
/// encoding.pieces          // ["a", "Ġrainy", "Ġcity"]
/// tokenizer.decode(encoding.ids)  // "a rainy city"
/// ```
///
/// Everything is computed when it is loaded; after that it never changes, and any number of threads may use
/// it. Ids that the vocabulary does not have are never an error: they have no piece, no bytes, and `decode`
/// skips them.
///
/// - Note: Byte-level BPE (GPT-2, RoBERTa, BART) is supported; a file that asks for more is refused when
///   loaded. `truncation` and `padding` in a `tokenizer.json` are ignored, as by the `transformers` library.
///   Where there is a `tokenizer.json` it alone counts: `add_prefix_space` and `add_bos_token` in
///   `tokenizer_config.json` and special tokens that only the files beside it list change nothing.
public struct Tokenizer: Sendable {
  let pieces: PieceTable
  let added: AddedTokens
  let model: BytePairModel
  let postProcessor: PostProcessor
  /// Whether a space is put before a text (or a part between added tokens) that does not begin with one.
  let addsPrefixSpace: Bool
  /// Whether texts are cut into words before they are merged; otherwise all of a text is one word.
  let splitsWords: Bool
  let roles: [SpecialTokenRole: Int]

  /// One more than the highest id, added tokens included.
  ///
  /// Equal to the number of pieces unless ids are left out.
  public var vocabularySize: Int { pieces.idLimit }

  /// The number of pieces, added tokens included.
  public var pieceCount: Int { pieces.count }

  /// The added tokens, by id.
  public var addedTokens: [AddedToken] { added.tokens }

  /// The vocabulary's own spelling of a token, `Ġcity`, or nil where no token has the id.
  public func piece(of id: Int) -> String? { pieces.piece(of: id) }

  /// The id of a token in the vocabulary's own spelling.
  public func id(ofPiece piece: String) -> Int? { pieces.id(of: Array(piece.utf8)) }

  /// Whether the token is a special one, such as `<|endoftext|>`.
  public func isSpecial(_ id: Int) -> Bool { added[id: id]?.isSpecial ?? false }

  /// The id of the token with a part to play, as far as the tokenizer's files name one and the vocabulary has
  /// it.
  public func id(of role: SpecialTokenRole) -> Int? { roles[role] }

  /// The bytes a token stands for, or nil where no token has the id.
  ///
  /// They may be a part of a character; the bytes of a text's tokens, one behind the other, are the text.
  public func bytes(of id: Int) -> [UInt8]? {
    if let token = added[id: id] { return Array(token.content.utf8) }
    guard let piece = pieces.bytes(of: id) else { return nil }
    var bytes: [UInt8] = []
    ByteAlphabet.appendBytes(spelledBy: piece, to: &bytes)
    return bytes
  }
}
