import Diagnostics

/// Unigram: of all ways to put a word together of pieces, the one whose scores add up to most.
///
/// Source: `encode_optimized` and `tokenize` in huggingface/tokenizers `models/unigram/model.rs`: sums in double
/// precision from left to right, of equals the one that was found first, and what no piece spells for less than any piece.
struct UnigramModel: Sendable {
  /// How much less than the least of all pieces a character that is none is worth.
  private static let penalty = 10.0

  private let trie: PieceTrie
  /// By piece: the logarithm of its probability.
  private let scores: [Double]
  /// The piece for what the pieces cannot spell.
  private let unknown: Int
  /// By piece its token, where pieces have other ids than tokens.
  private let tokens: [UInt32]?
  /// The token for what is unknown.
  let unknownID: Int
  private let unknownScore: Double
  /// The id of each byte, where what is unknown is spelled by bytes; else none.
  private let byteIDs: [Int]?

  /// The best way to an offset, which ends in a piece.
  struct Step {
    /// The sum of the scores.
    var score = 0.0
    /// Where the piece begins; -1 where there is no way yet.
    var start = -1
    /// The piece.
    var id: Int32 = 0
  }

  /// Appends the tokens of `word` of `text` to `tokens`; `path` is memory for it to work in.
  ///
  /// - Complexity: O(bytes · length of the longest piece).
  func encode(
    _ text: [UInt8], _ word: Range<Int>, pieces: PieceTable, into tokens: inout [Subword],
    _ path: inout [Step]
  ) {
    findPath(text, word, &path)
    // From the end back, runs of unknown characters as one; turned round at last.
    let known = tokens.count
    var end = word.count
    while end > 0 {
      let (last, id) = (end, Int(path[end].id))
      end = path[end].start
      if id == unknown {
        while end > 0, Int(path[end].id) == unknown { end = path[end].start }
        addUnknown(text, word.lowerBound + end..<word.lowerBound + last, pieces, &tokens)
      } else {
        let token = self.tokens.map { $0[id] } ?? UInt32(id)
        tokens.append(Subword(id: token, start: word.lowerBound + end, end: word.lowerBound + last))
      }
    }
    tokens[known...].reverse()
  }

  /// Finds the best way to each offset of `word` at which a piece may end.
  private func findPath(_ text: [UInt8], _ word: Range<Int>, _ path: inout [Step]) {
    path.removeAll(keepingCapacity: true)
    path.append(contentsOf: repeatElement(Step(), count: word.count + 1))
    var offset = word.lowerBound
    while offset < word.upperBound {
      let start = offset - word.lowerBound
      let score = path[start].score
      let next = offset + TextScalar(in: text, at: offset, to: word.upperBound).length
      var isKnown = false
      trie.forEachPiece(in: text, from: offset, to: word.upperBound) { end, id in
        let sum = scores[Int(id)] + score
        let place = end - word.lowerBound
        if path[place].start < 0 || sum > path[place].score {
          path[place] = Step(score: sum, start: start, id: id)
        }
        if end == next { isKnown = true }
      }
      if !isKnown {
        let sum = unknownScore + score
        let place = next - word.lowerBound
        if path[place].start < 0 || sum > path[place].score {
          path[place] = Step(score: sum, start: start, id: Int32(unknown))
        }
      }
      offset = next
    }
  }

  /// Appends, last first, what stands for the unknown `run` of `text`.
  private func addUnknown(
    _ text: [UInt8], _ run: Range<Int>, _ pieces: PieceTable, _ tokens: inout [Subword]
  ) {
    let known = pieces.id(of: text.span.bytes, at: run.lowerBound, count: run.count)
    if known == nil, let byteIDs, text[run].allSatisfy({ byteIDs[Int($0)] >= 0 }) {
      for byte in text[run].reversed() {
        tokens.append(Subword(id: UInt32(byteIDs[Int(byte)]), start: run.lowerBound, end: run.upperBound))
      }
    } else {
      tokens.append(
        Subword(id: UInt32(known ?? unknownID), start: run.lowerBound, end: run.upperBound))
    }
  }
}

extension UnigramModel {
  /// The model with the settings `fields` of a `tokenizer.json`.
  init(_ fields: FieldReader, pieces: PieceTable, scores: [Double]) throws(ExplainerError) {
    guard let least = scores.min() else { throw fields["vocab"].wrong("there is no piece in the vocabulary") }
    guard let unknown = try fields["unk_id"].integer(), pieces.bytes(of: unknown) != nil else {
      throw fields["unk_id"].wrong("the vocabulary has no piece for what is unknown")
    }
    guard let trie = PieceTrie(pieces) else {
      throw fields["vocab"].unsupported("the vocabulary is too large")
    }
    self.trie = trie
    self.scores = scores
    (self.unknown, unknownID, tokens) = (unknown, unknown, nil)
    unknownScore = least - Self.penalty
    byteIDs =
      try fields["byte_fallback"].bool(default: false)
      ? (0...255).map { (byte: UInt8) in pieces.id(of: ByteFallback.spelling(of: byte)) ?? -1 } : nil
  }

  /// A model of the pieces `pieces`, each with its score and its token; nil where they are too many.
  ///
  /// - Parameters:
  ///   - pieces: the pieces that a text can be put together of.
  ///   - scores: by piece the logarithm of its probability.
  ///   - unknown: the piece, not one of those, for what they cannot spell.
  ///   - tokens: by piece its token, that for `unknown` where it has none.
  init?(_ pieces: PieceTable, scores: [Double], unknown: Int, tokens: [UInt32]) {
    guard let trie = PieceTrie(pieces), let least = scores.min(), tokens.indices.contains(unknown) else {
      return nil
    }
    (self.trie, self.scores, self.unknown, self.tokens) = (trie, scores, unknown, tokens)
    unknownID = Int(tokens[unknown])
    unknownScore = least - Self.penalty
    byteIDs = nil
  }
}
