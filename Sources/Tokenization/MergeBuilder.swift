/// Fills a `MergeTable` from the spellings of merges, in the order of their ranks.
struct MergeBuilder {
  /// What is wrong with a merge.
  enum Problem: Hashable {
    /// It is not two pieces with one space between them.
    case notTwoPieces(String)
    /// It needs or makes a piece that the vocabulary does not have.
    case unknownPiece(String)
    /// There are more than `MergeTable.maximumCount`.
    case tooMany

    /// What the reader is told.
    var text: String {
      switch self {
      case .notTwoPieces(let line): "the merge '\(line)' is not two pieces with a space between them"
      case .unknownPiece(let piece): "a merge with the piece '\(piece)', which the vocabulary does not have"
      case .tooMany: "there are more than \(MergeTable.maximumCount) merges"
      }
    }
  }

  /// The merges so far.
  private(set) var table: MergeTable
  /// The piece the last merge made: in many vocabularies the next merge makes the next piece.
  private var latest = -1

  /// A builder with room for about `capacity` merges.
  init(capacity: Int) { table = MergeTable(capacity: capacity) }

  /// Adds the merge `a b`, which the first `count` bytes of the scratch space of `pieces` spell.
  mutating func addScratch(line count: Int, _ pieces: inout PieceTable) -> Problem? {
    let start = pieces.used
    guard let space = Chunk.onlySpace(pieces.arena.span.bytes, at: start, count: count) else {
      return .notTwoPieces(pieces.text(start..<start + count))
    }
    return addScratch(start..<start + space, start + space + 1..<start + count, &pieces)
  }

  /// Adds the merge of two pieces that stand one behind the other in the scratch space of `pieces`.
  mutating func addScratch(_ left: Range<Int>, _ right: Range<Int>, _ pieces: inout PieceTable) -> Problem? {
    guard let leftID = pieces.likelyID(at: left.lowerBound, count: left.count) else {
      return .unknownPiece(pieces.text(left))
    }
    guard let rightID = pieces.likelyID(at: right.lowerBound, count: right.count) else {
      return .unknownPiece(pieces.text(right))
    }
    if pieces.isPiece(latest + 1, left, right) {
      latest += 1
    } else {
      let gap = right.lowerBound - left.upperBound
      for place in right where gap > 0 { pieces.arena[place - gap] = pieces.arena[place] }
      let count = left.count + right.count
      guard let result = pieces.likelyID(at: left.lowerBound, count: count) else {
        return .unknownPiece(pieces.text(left.lowerBound..<left.lowerBound + count))
      }
      latest = result
    }
    return table.append(leftID, rightID, result: latest) ? nil : .tooMany
  }
}
