extension BytePairModel {
  /// Appends the characters of `word` of `text` to `symbols`, those that are no pieces as bytes or unknown.
  ///
  /// Source: `merge_word` in huggingface/tokenizers `models/bpe/model.rs`, whose order is kept where it is odd: what is
  /// unknown waits for the next character that is a piece, so that bytes in between come before it, and every token covers
  /// as many bytes as it stands for from where the one before ends.
  func spell(_ text: [UInt8], _ word: Range<Int>, pieces: PieceTable, into symbols: inout [Subword]) {
    let bytes = text.span.bytes
    var end = word.lowerBound
    var waiting: Int?
    func add(_ id: UInt32, _ count: Int) {
      symbols.append(Subword(id: id, start: end, end: end + count))
      end += count
    }
    func addUnknown() {
      if let unknownID, let count = waiting { add(unknownID, count) }
      waiting = nil
    }
    var offset = word.lowerBound
    while offset < word.upperBound {
      let count = TextScalar(in: text, at: offset, to: word.upperBound).length
      let character = offset..<offset + count
      offset += count
      if let id = pieces.id(of: bytes, at: character.lowerBound, count: count) {
        addUnknown()
        add(UInt32(truncatingIfNeeded: id), count)
      } else if text[character].allSatisfy({ byteIDs[Int($0)] != Self.noID }) {
        for byte in text[character] { add(byteIDs[Int(byte)], 1) }
      } else if unknownID != nil {
        if !fusesUnknown { addUnknown() }
        waiting = (waiting ?? 0) + count
      }
    }
    addUnknown()
  }
}
