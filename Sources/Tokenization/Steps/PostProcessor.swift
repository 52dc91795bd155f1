/// What happens to the tokens of a text, or of a pair, at the end: offsets are trimmed, special tokens are
/// put around.
struct PostProcessor: Sendable, Hashable {
  /// An element of the result.
  enum Part: Sendable, Hashable {
    /// All tokens of the first (0) or second (1) text.
    case sequence(Int, segment: Int)
    /// Tokens that are added.
    case special(ids: [Int], segment: Int)
  }

  /// The result for one text.
  var single: [Part] = [.sequence(0, segment: 0)]
  /// The result for a pair.
  var pair: [Part] = [.sequence(0, segment: 0), .sequence(1, segment: 1)]
  /// Whether white space at the ends of tokens is left out of their offsets.
  var trimsOffsets = false
  /// Whether, in doing so, the first token keeps its space, if it has only one, because the tokenizer put it there.
  var keepsFirstSpace = false

  /// The number of tokens that are added to one text, or to a pair.
  func specialCount(pair isPair: Bool) -> Int {
    (isPair ? pair : single).reduce(0) { count, part in
      if case .special(let ids, _) = part { count + ids.count } else { count }
    }
  }

  /// The encoding of `sequences` (one or two), in which the added tokens are there if `addsSpecialTokens`.
  func assemble(_ sequences: [Encoding], addsSpecialTokens: Bool, vocabulary: Vocabulary) -> Encoding {
    var result = Encoding()
    for part in sequences.count > 1 ? pair : single {
      switch part {
      case .sequence(let index, let segment):
        guard sequences.indices.contains(index) else { continue }
        result.append(sequences[index], segment: segment, sequence: index)
      case .special(let ids, let segment):
        guard addsSpecialTokens else { continue }
        for id in ids { result.appendSpecial(id, piece: vocabulary.piece(of: id) ?? "", segment: segment) }
      }
    }
    return result
  }

  /// `offsets` of the token `piece` without its white space; `position` is the token's number in its text.
  ///
  /// Source: `process_offsets` in huggingface/tokenizers `byte_level.rs`.
  func trimmed(_ offsets: Range<Int>, of piece: String, position: Int) -> Range<Int> {
    guard trimsOffsets else { return offsets }
    var leading = piece.unicodeScalars.prefix(while: Self.isSpace).count
    let trailing = piece.unicodeScalars.reversed().prefix(while: Self.isSpace).count
    var start = offsets.lowerBound
    var end = offsets.upperBound
    if leading > 0 {
      // More than one were there before.
      if keepsFirstSpace, leading == 1, position == 0 || start == 0 { leading = 0 }
      start = min(start + leading, end)
    }
    if trailing > 0, end >= trailing { end = max(end - trailing, start) }
    return start..<end
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\u{0120}" || ScalarClass.of(scalar.value) == .space
  }
}

extension Encoding {
  /// Appends a text's tokens.
  fileprivate mutating func append(_ other: Encoding, segment: Int, sequence: Int) {
    ids += other.ids
    pieces += other.pieces
    byteRanges += other.byteRanges
    byteOffsets += other.byteOffsets
    characterOffsets += other.characterOffsets
    specialMask += repeatElement(false, count: other.count)
    segmentIDs += repeatElement(segment, count: other.count)
    sequenceIDs += Array<Int?>(repeating: sequence, count: other.count)
  }

  /// Appends a token that stands for no text.
  fileprivate mutating func appendSpecial(_ id: Int, piece: String, segment: Int) {
    ids.append(id)
    pieces.append(piece)
    byteRanges.append(0..<0)
    byteOffsets.append(0..<0)
    characterOffsets.append(0..<0)
    specialMask.append(true)
    segmentIDs.append(segment)
    sequenceIDs.append(nil)
  }
}
