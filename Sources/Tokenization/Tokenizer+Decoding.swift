extension Tokenizer {
  /// The text that `ids` stand for; bytes that are not UTF-8 become U+FFFD, one for each maximal part of a
  /// character.
  ///
  /// With `skipSpecialTokens` special tokens are left out. Ids without a token are skipped.
  public func decode(_ ids: [Int], skipSpecialTokens: Bool = false) -> String {
    var text: [UInt8] = []
    for id in ids {
      if skipSpecialTokens && isSpecial(id) { continue }
      // Added tokens too: Hugging Face reads them in the byte alphabet like any other piece.
      if let piece = pieces.bytes(of: id) { ByteAlphabet.appendBytes(spelledBy: piece, to: &text) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
