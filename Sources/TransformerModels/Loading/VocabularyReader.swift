import Diagnostics
import ExplainerCore
import Tokenization

/// A model's tokenizer, held to the number of tokens the model has an embedding for.
struct VocabularyReader: Sendable {
  let tokenizer: Tokenizer
  /// The rows of the embedding.
  let size: Int

  /// A reader of texts for a model with `size` embeddings.
  ///
  /// Tokens beyond the embedding are an error only in a text that uses them, as everywhere else.
  init(_ tokenizer: Tokenizer, size: Int) {
    self.tokenizer = tokenizer
    self.size = size
  }

  /// That tokenizer and model may not belong together: there are tokens beyond the embedding, and not just special
  /// ones, which fine-tuned checkpoints add for padding.
  var warnings: [String] {
    guard tokenizer.vocabularySize > size else { return [] }
    let words = (size..<tokenizer.vocabularySize).filter {
      tokenizer.piece(of: $0) != nil && !tokenizer.isSpecial($0)
    }
    guard let first = words.first else { return [] }
    let piece = StoredNames.short(tokenizer.piece(of: first) ?? "")
    return [
      "the tokenizer has \(words.count == 1 ? "a token" : "\(words.count) tokens") that the model has no embedding "
        + "for, beginning with '\(piece)' (id \(first)): do tokenizer and weights come from the same checkpoint?"
    ]
  }

  /// The tokens of `text`, with the special tokens the model expects around it.
  func tokens(of text: String) -> [Token] { tokens(of: tokenizer.encode(text)) }

  /// The tokens of a conversation, which say who said them; none are put around it.
  func tokens(of chat: ChatText) -> [Token] {
    chat.marked(tokens(of: tokenizer.encode(chat.text, addSpecialTokens: false)))
  }

  /// The tokens of two texts read together, with the special tokens the model expects around and between them.
  func tokens(of first: String, and second: String, withSegments: Bool) -> TokenizedPair {
    let encoding = tokenizer.encode(first, and: second)
    return TokenizedPair(
      tokens: tokens(of: encoding), segments: withSegments ? encoding.segmentIDs : nil,
      secondStart: encoding.sequenceIDs.firstIndex(of: 1) ?? encoding.count)
  }

  private func tokens(of encoding: Encoding) -> [Token] {
    var tokens: [Token] = []
    tokens.reserveCapacity(encoding.count)
    // What a token says of itself is made once for all its places in the text.
    var known: [Int: Token] = [:]
    for (index, id) in encoding.ids.enumerated() {
      var token = known[id] ?? token(id)
      known[id] = token
      if !encoding.specialMask[index] { token.byteRange = encoding.byteRanges[index] }
      tokens.append(token)
    }
    return tokens
  }

  /// The tokens with these ids.
  func tokens(withIDs ids: [Int]) throws(ExplainerError) -> [Token] {
    try check(ids)
    return ids.map(token)
  }

  /// The token that stands for what is to be guessed, if the model has an embedding for it.
  var maskID: Int? { tokenizer.id(of: .mask).flatMap { $0 < size ? $0 : nil } }

  /// Throws for a token of a text that the model has no embedding for: `badData` where it is one of the tokenizer's,
  /// else `badParameter`.
  func checkReadable(_ ids: [Int]) throws(ExplainerError) {
    if let id = ids.first(where: { $0 >= size && tokenizer.piece(of: $0) != nil }) { throw tooLarge(id) }
    try check(ids)
  }

  /// Throws `badParameter` for an id the model has no embedding for.
  func check(_ ids: [Int]) throws(ExplainerError) {
    for id in ids where id < 0 || id >= size {
      throw ExplainerError(
        .badParameter, "there is no token \(id)", expected: "an id from 0 to \(size - 1)", found: "\(id)")
    }
  }

  /// A token by id; one that pads the embedding and has no name in the tokenizer reads `[unused 50300]`.
  private func token(_ id: Int) -> Token {
    guard let piece = tokenizer.piece(of: id) else {
      return Token(id: id, text: "[unused \(id)]", piece: "[unused \(id)]", isSpecial: true)
    }
    let isSpecial = tokenizer.isSpecial(id)
    let bytes = isSpecial ? nil : tokenizer.bytes(of: id)
    // By itself a token is decoded as the first of a text, which in many vocabularies loses the space it begins with.
    let text = bytes.flatMap { String(validating: $0, as: UTF8.self) } ?? tokenizer.decode([id])
    return Token(id: id, text: text, piece: piece, bytes: bytes, isSpecial: isSpecial)
  }

  private func tooLarge(_ id: Int) -> ExplainerError {
    ExplainerError(
      .badData, "the model has no embedding for one of the tokens",
      expected: "ids below \(size)", found: "'\(tokenizer.piece(of: id) ?? "")' (id \(id))",
      remedy: "Leave it out, or use the weights that belong to this tokenizer")
  }
}
