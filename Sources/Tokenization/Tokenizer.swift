/// Turns texts into the ids a model works on, and back, exactly as Hugging Face's `tokenizers` does.
///
/// ```swift
/// let tokenizer = try Tokenizer(directory: "models/gpt2")
/// let encoding = tokenizer.encode("a rainy city")
/// encoding.pieces          // ["a", "Ġrainy", "Ġcity"]
/// tokenizer.decode(encoding.ids)  // "a rainy city"
/// ```
///
/// A text goes through a chain of parts, each a type of its own: added tokens are found in it, the rest is
/// normalised, cut into words, each word into tokens by the model, and special tokens are put around it.
///
/// Everything is computed when it is loaded; after that it never changes, and any number of threads may use
/// it. Ids that the vocabulary does not have are never an error: they have no piece, no bytes, and `decode`
/// skips them.
///
/// - Note: Byte-pair encoding, WordPiece, Unigram and vocabularies of words are supported with the components of
/// `tokenizers`; a file that asks for more is refused when loaded. `truncation` and `padding` in a `tokenizer.json` are
/// ignored, as by the `transformers` library. What the files beside a `tokenizer.json` say counts as in transformers
/// 5.24.0 (decision 019): the class that `tokenizer_class` names may take nothing but vocabulary and merges from
/// it. `never_split` and `do_basic_tokenize` are ignored there too.
public struct Tokenizer: Sendable {
  let vocabulary: Vocabulary
  let normalizer: Normalizer
  let preTokenizer: PreTokenizer
  let model: TokenizerModel
  let postProcessor: PostProcessor
  let decoder: PieceDecoder
  let roles: [SpecialTokenRole: Int]
  /// Whether `>>…<<` at the beginning of a text, or behind an added token, is one token.
  var readsLanguageCodes = false

  /// One more than the highest id, added tokens included.
  ///
  /// Equal to the number of pieces unless ids are left out.
  public var vocabularySize: Int { vocabulary.idLimit }

  /// The number of pieces, added tokens included.
  public var pieceCount: Int { vocabulary.count }

  /// The added tokens, by id.
  public var addedTokens: [AddedToken] { vocabulary.added.tokens }

  /// The vocabulary's own spelling of a token, `Ġcity` or `##ing`, or nil where no token has the id.
  public func piece(of id: Int) -> String? { vocabulary.piece(of: id) }

  /// The id of a token in the vocabulary's own spelling.
  public func id(ofPiece piece: String) -> Int? { vocabulary.id(of: piece) }

  /// Whether the token is a special one, such as `<|endoftext|>`.
  public func isSpecial(_ id: Int) -> Bool { vocabulary.added[id: id]?.isSpecial ?? false }

  /// The id of the token with a part to play, as far as the tokenizer's files name one and the vocabulary has
  /// it; for WordPiece, where they name none, that of BERT's name for it.
  public func id(of role: SpecialTokenRole) -> Int? { roles[role] }

  /// The bytes a token stands for, or nil where no token has the id and where pieces stand for words in any case, with
  /// and without accents, as WordPiece's do.
  ///
  /// They may be a part of a character; the bytes of a text's tokens, one behind the other, are the text (its normal form,
  /// where the tokenizer makes one), after a space where the tokenizer puts one before it.
  public func bytes(of id: Int) -> [UInt8]? {
    if case .wordPiece = model { return nil }
    if let token = vocabulary.added[id: id] { return Array(token.content.utf8) }
    return vocabulary.pieces.bytes(of: id).flatMap(decoder.bytes)
  }
}

extension Tokenizer {
  /// The text that `ids` stand for; bytes that are not UTF-8 become U+FFFD, one for each maximal part of a
  /// character.
  ///
  /// With `skipSpecialTokens` special tokens are left out. Ids without a token are skipped. A WordPiece
  /// vocabulary knows neither where the spaces were nor, where it lower-cases, the case: `decode` gives one
  /// reading of many, and of a piece that continues a word, alone, its spelling (`##ing`).
  public func decode(_ ids: [Int], skipSpecialTokens: Bool = false) -> String {
    // Added tokens too: Hugging Face reads them like any other piece.
    let found = ids.lazy.filter { !(skipSpecialTokens && isSpecial($0)) }.compactMap {
      vocabulary.spelling(of: $0)
    }
    return String(decoding: decoder.decode(found), as: UTF8.self)
  }
}
