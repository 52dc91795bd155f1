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
    /// The tokens of the latest words.
    var tokens: [Subword] = []
  }

  /// The token whose piece is the text that it stands for, not its own spelling.
  var unspelledID: Int? { if case .unigram(let model) = self { model.unknownID } else { nil } }

  /// Cuts `words` into tokens, left in `scratch.tokens`.
  func encode(_ words: WordList, pieces: PieceTable, into scratch: inout Scratch) {
    scratch.tokens.removeAll(keepingCapacity: true)
    let text = words.text.bytes
    switch self {
    case .bytePair(let model):
      for word in words.words {
        model.encode(text, word, pieces: pieces, into: &scratch.merger)
        scratch.tokens += scratch.merger.symbols
      }
    case .wordPiece(let model):
      for word in words.words { model.encode(text, word, into: &scratch.tokens, &scratch.spelling) }
    case .wordLevel(let model):
      for word in words.words { model.encode(text, word, pieces: pieces, into: &scratch.tokens) }
    case .unigram(let model):
      for word in words.words {
        model.encode(text, word, pieces: pieces, into: &scratch.tokens, &scratch.path)
      }
    }
  }
}
