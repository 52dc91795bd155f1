import Diagnostics

/// Byte-pair encoding: a word's bytes, or its characters, merged pair by pair in the order of the merges' ranks.
struct BytePairModel: Sendable {
  /// What is merged.
  enum Alphabet: Sendable, Hashable {
    /// Bytes, each spelled by a character (GPT-2), all of which the vocabulary has.
    case bytes
    /// Characters.
    case characters
  }

  /// What stands in `byteIDs` for a byte that the vocabulary does not have.
  static let noID = UInt32.max

  /// What is merged.
  let alphabet: Alphabet
  /// The id of each byte on its own; for characters, of the pieces `<0x41>` that those spell which are no pieces.
  let byteIDs: [UInt32]
  /// The merges.
  let merges: MergeTable
  /// The id for what the vocabulary does not have; nil drops it, as Hugging Face does.
  let unknownID: UInt32?
  /// Whether neighbours that are unknown become one token.
  let fusesUnknown: Bool
  /// Whether a word that is a piece is taken as it is, without merging.
  let ignoresMerges: Bool
  /// What pieces that continue a word begin with, where characters are merged.
  let prefix: [UInt8]
  /// What pieces that end a word end with, where characters are merged.
  let suffix: [UInt8]

  /// The ids of the bytes as GPT-2 spells them; nil where `pieces` lacks one.
  static func spelledBytes(_ pieces: PieceTable) -> [UInt32]? {
    let ids = (0...255).compactMap { (byte: UInt8) -> UInt32? in
      let spelling = ByteAlphabet.spelling(of: byte)
      return pieces.id(of: spelling.1 == 0 ? [spelling.0] : [spelling.0, spelling.1]).map { UInt32($0) }
    }
    return ids.count == 256 ? ids : nil
  }

  /// Cuts `word` of `text` into tokens, left in `scratch`.
  func encode(_ text: [UInt8], _ word: Range<Int>, pieces: PieceTable, into scratch: inout BPEMerger) {
    if ignoresMerges, let id = wholeWord(text, word, pieces) {
      scratch.symbols = [Subword(id: id, start: word.lowerBound, end: word.upperBound)]
      return
    }
    scratch.symbols.removeAll(keepingCapacity: true)
    switch alphabet {
    case .bytes:
      for offset in word {
        scratch.symbols.append(Subword(id: byteIDs[Int(text[offset])], start: offset, end: offset + 1))
      }
    case .characters: spell(text, word, pieces: pieces, into: &scratch.symbols)
    }
    scratch.merge(by: merges)
  }

  private func wholeWord(_ text: [UInt8], _ word: Range<Int>, _ pieces: PieceTable) -> UInt32? {
    if alphabet == .characters {
      return pieces.id(of: text.span.bytes, at: word.lowerBound, count: word.count).map { UInt32($0) }
    }
    var spelled: [UInt8] = []
    for byte in text[word] {
      let spelling = ByteAlphabet.spelling(of: byte)
      spelled.append(spelling.0)
      if spelling.1 != 0 { spelled.append(spelling.1) }
    }
    return pieces.id(of: spelled).map { UInt32($0) }
  }
}
