/// How a word becomes tokens.
enum TokenizerModel: Sendable {
  case bytePair(BytePairModel)
  case wordPiece(WordPieceModel)
  case wordLevel(WordLevelModel)
  case unigram(UnigramModel)

  /// What a model needs while it works, kept from word to word.
  struct Scratch {
    /// The merging of a byte-pair encoding.
    var merger = BPEMerger()
    /// The spelling WordPiece looks up.
    var spelling: [UInt8] = []
    /// The ways Unigram compares.
    var path: [UnigramModel.Step] = []
    /// The tokens of the latest word.
    var tokens: [Subword] = []
  }

  /// The token whose piece is the text that it stands for, not its own spelling.
  var unspelledID: Int? { if case .unigram(let model) = self { model.unknownID } else { nil } }

  /// Cuts `word` of `text` into tokens, left in `scratch.tokens`.
  func encode(_ text: [UInt8], _ word: Range<Int>, pieces: PieceTable, into scratch: inout Scratch) {
    scratch.tokens.removeAll(keepingCapacity: true)
    switch self {
    case .bytePair(let model):
      swap(&scratch.tokens, &scratch.merger.symbols)
      model.encode(text, word, pieces: pieces, into: &scratch.merger)
      swap(&scratch.tokens, &scratch.merger.symbols)
    case .wordPiece(let model): model.encode(text, word, into: &scratch.tokens, &scratch.spelling)
    case .wordLevel(let model): model.encode(text, word, pieces: pieces, into: &scratch.tokens)
    case .unigram(let model):
      model.encode(text, word, pieces: pieces, into: &scratch.tokens, &scratch.path)
    }
  }
}
