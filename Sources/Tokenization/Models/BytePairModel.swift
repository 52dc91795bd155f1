import Diagnostics

/// Byte-level byte-pair encoding: a word's bytes, merged pair by pair in the order of the merges' ranks.
struct BytePairModel: Sendable {
  /// What stands in `byteIDs` for a byte that the vocabulary does not have.
  static let noID = UInt32.max

  /// The id of each byte on its own.
  let byteIDs: [UInt32]
  /// The merges.
  let merges: MergeTable
  /// The id for bytes the vocabulary does not have; nil drops them, as Hugging Face does.
  let unknownID: UInt32?
  /// Whether neighbouring unknown bytes become one token.
  let fusesUnknown: Bool
  /// Whether a word that is a piece is taken as it is, without merging.
  let ignoresMerges: Bool

  /// A model over `pieces`.
  init(
    pieces: PieceTable, merges: MergeTable, unknownID: Int? = nil, fusesUnknown: Bool = false,
    ignoresMerges: Bool = false
  ) {
    byteIDs = (0...255).map { (byte: UInt8) -> UInt32 in
      let spelling = ByteAlphabet.spelling(of: byte)
      let id = pieces.id(of: spelling.1 == 0 ? [spelling.0] : [spelling.0, spelling.1])
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
  init(_ fields: FieldReader?, pieces: PieceTable, merges: MergeTable) throws(ExplainerError) {
    self.init(
      pieces: pieces, merges: merges, unknownID: try fields?["unk_token"].pieceID(in: pieces),
      fusesUnknown: try fields?["fuse_unk"].bool(default: false) ?? false,
      ignoresMerges: try fields?["ignore_merges"].bool(default: false) ?? false)
  }
}
