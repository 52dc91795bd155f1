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
      // The bytes of what stands before or behind a character can be more than there are.
      let start = min(end, word.upperBound)
      end = min(end + count, word.upperBound)
      symbols.append(Subword(id: id, start: start, end: end))
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
      var spelled: [UInt8] = []
      if !prefix.isEmpty || !suffix.isEmpty {
        spelled = (character.lowerBound == word.lowerBound ? [] : prefix) + text[character]
        if offset == word.upperBound { spelled += suffix }
      }
      let id =
        spelled.isEmpty
        ? pieces.id(of: bytes, at: character.lowerBound, count: count) : pieces.id(of: spelled)
      let spelling = spelled.isEmpty ? text[character] : spelled[...]
      if let id {
        addUnknown()
        add(UInt32(truncatingIfNeeded: id), count)
      } else if spelling.allSatisfy({ byteIDs[Int($0)] != Self.noID }) {
        for byte in spelling { add(byteIDs[Int(byte)], 1) }
      } else if unknownID != nil {
        if !fusesUnknown { addUnknown() }
        waiting = (waiting ?? 0) + count
      }
    }
    addUnknown()
  }
}
