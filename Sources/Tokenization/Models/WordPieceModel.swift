import Diagnostics

/// WordPiece: a word's longest beginning that is a piece, then the longest that continues it, and so on.
///
/// Source: huggingface/tokenizers `models/wordpiece/mod.rs`.
struct WordPieceModel: Sendable {
  /// The pieces, without added tokens.
  let vocabulary: PieceTable
  /// The token for words that the pieces cannot spell.
  let unknownID: Int
  /// What pieces that continue a word begin with, `##`.
  let prefix: [UInt8]
  /// Words of more scalars than this are unknown.
  let maximumCharacters: Int

  /// Appends the tokens of `word` of `text` to `tokens`; `spelling` is memory for it to work in.
  ///
  /// - Complexity: O(bytes · length of the longest piece) table look-ups.
  func encode(
    _ text: [UInt8], _ word: Range<Int>, into tokens: inout [Subword], _ spelling: inout [UInt8]
  ) {
    let known = tokens.count
    if !isTooLong(text, word), spell(text, word, into: &tokens, &spelling) { return }
    tokens.removeSubrange(known...)
    tokens.append(
      Subword(id: UInt32(truncatingIfNeeded: unknownID), start: word.lowerBound, end: word.upperBound))
  }

  private func isTooLong(_ text: [UInt8], _ word: Range<Int>) -> Bool {
    guard word.count > maximumCharacters else { return false }
    return text[word].count { $0 & 0xC0 != 0x80 } > maximumCharacters
  }

  /// Appends the tokens of a word, and gives whether they are all of it.
  private func spell(
    _ text: [UInt8], _ word: Range<Int>, into tokens: inout [Subword], _ spelling: inout [UInt8]
  ) -> Bool {
    // Pieces that continue a word are looked up with the prefix before them, which is written over bytes of the
    // word that are done with; before the word there is room for it.
    spelling.removeAll(keepingCapacity: true)
    spelling.append(contentsOf: prefix)
    spelling.append(contentsOf: text[word])
    let end = spelling.count
    var start = prefix.count
    while start < end {
      var first = start
      if start > prefix.count {
        first -= prefix.count
        for (index, byte) in prefix.enumerated() { spelling[first + index] = byte }
      }
      guard let (id, next) = longestPiece(spelling, from: first, notBelow: start) else { return false }
      let shift = word.lowerBound - prefix.count
      tokens.append(Subword(id: UInt32(truncatingIfNeeded: id), start: start + shift, end: next + shift))
      start = next
    }
    return true
  }

  /// The longest piece that `spelling` has from `first` on, if it ends behind `start`, and its end.
  private func longestPiece(
    _ spelling: [UInt8], from first: Int, notBelow start: Int
  ) -> (id: Int, end: Int)? {
    let bytes = spelling.span.bytes
    var end = min(spelling.count, first + vocabulary.longest)
    while end > start {
      if end == spelling.count || spelling[end] & 0xC0 != 0x80,
        let id = vocabulary.id(of: bytes, at: first, count: end - first)
      {
        return (id, end)
      }
      end -= 1
    }
    return nil
  }
}

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
}
