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
