import Diagnostics

/// Byte-pair encoding: a word's bytes, or its characters, merged pair by pair in the order of the merges' ranks.
struct BytePairModel: Sendable {
  /// What is merged.
  enum Alphabet: Sendable, Hashable {
    /// Bytes, each spelled by a character (GPT-2).
    case bytes
    /// Characters; one that is no piece falls back to its bytes, spelled `<0x41>` (Llama).
    case characters
  }

  /// What stands in `byteIDs` for a byte that the vocabulary does not have.
  static let noID = UInt32.max

  /// What is merged.
  let alphabet: Alphabet
  /// The id of each byte on its own.
  let byteIDs: [UInt32]
  /// The merges.
  let merges: MergeTable
  /// The id for what the vocabulary does not have; nil drops them, as Hugging Face does.
  let unknownID: UInt32?
  /// Whether neighbours that are unknown become one token.
  let fusesUnknown: Bool
  /// Whether a word that is a piece is taken as it is, without merging.
  let ignoresMerges: Bool

  /// A model over `pieces`.
  init(
    pieces: PieceTable, merges: MergeTable, alphabet: Alphabet = .bytes, unknownID: Int? = nil,
    fusesUnknown: Bool = false, ignoresMerges: Bool = false
  ) {
    self.alphabet = alphabet
    byteIDs = (0...255).map { (byte: UInt8) -> UInt32 in
      let id: Int?
      switch alphabet {
      case .bytes:
        let spelling = ByteAlphabet.spelling(of: byte)
        id = pieces.id(of: spelling.1 == 0 ? [spelling.0] : [spelling.0, spelling.1])
      case .characters: id = pieces.id(of: ByteFallback.spelling(of: byte))
      }
      return id.map { UInt32($0) } ?? Self.noID
    }
    self.merges = merges
    self.unknownID = unknownID.map { UInt32($0) }
    self.fusesUnknown = fusesUnknown
    self.ignoresMerges = ignoresMerges
  }

  /// Cuts `word` of `text` into tokens, left in `scratch`.
  func encode(_ text: [UInt8], _ word: Range<Int>, pieces: PieceTable, into scratch: inout BPEMerger) {
    if ignoresMerges, let id = wholeWord(text, word, pieces) {
      scratch.symbols = [Subword(id: id, start: word.lowerBound, end: word.upperBound)]
      return
    }
    scratch.symbols.removeAll(keepingCapacity: true)
    if alphabet == .characters {
      spell(text, word, pieces: pieces, into: &scratch.symbols)
      return scratch.merge(by: merges)
    }
    var unknownEnd = -1
    for offset in word {
      let id = byteIDs[Int(text[offset])]
      if id != Self.noID {
        scratch.symbols.append(Subword(id: id, start: offset, end: offset + 1))
      } else if let unknownID {
        if fusesUnknown, unknownEnd == offset {
          scratch.symbols[scratch.symbols.count - 1].end = offset + 1
        } else {
          scratch.symbols.append(Subword(id: unknownID, start: offset, end: offset + 1))
        }
        unknownEnd = offset + 1
      }
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

extension BytePairModel {
  /// The model with the settings `fields`; without them as the families' constructors make it, which look at none.
  init(
    _ fields: FieldReader?, pieces: PieceTable, merges: MergeTable, alphabet: Alphabet
  ) throws(ExplainerError) {
    self.init(
      pieces: pieces, merges: merges, alphabet: alphabet,
      unknownID: try fields?["unk_token"].pieceID(in: pieces),
      fusesUnknown: try fields?["fuse_unk"].bool(default: false) ?? (alphabet == .characters),
      ignoresMerges: try fields?["ignore_merges"].bool(default: false) ?? false)
  }
}
