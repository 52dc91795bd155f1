/// How a word becomes tokens.
enum TokenizerModel: Sendable {
  case bytePair(BytePairModel)
  case wordPiece(WordPieceModel)

  /// What a model needs while it works, kept from word to word.
  struct Scratch {
    /// The merging of a byte-pair encoding.
    var merger = BPEMerger()
    /// The spelling WordPiece looks up.
    var spelling: [UInt8] = []
    /// The tokens of the latest word.
    var tokens: [Subword] = []
  }

  /// Cuts `word` of `text` into tokens, left in `scratch.tokens`.
  func encode(_ text: [UInt8], _ word: Range<Int>, pieces: PieceTable, into scratch: inout Scratch) {
    switch self {
    case .bytePair(let model):
      swap(&scratch.tokens, &scratch.merger.symbols)
      model.encode(text, word, pieces: pieces, into: &scratch.merger)
      swap(&scratch.tokens, &scratch.merger.symbols)
    case .wordPiece(let model):
      scratch.tokens.removeAll(keepingCapacity: true)
      model.encode(text, word, into: &scratch.tokens, &scratch.spelling)
    }
  }
}
