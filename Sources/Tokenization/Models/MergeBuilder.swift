import Diagnostics

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

  /// How many bytes of the second piece of a merge are left out of what it makes.
  private let prefix: Int

  /// A builder with room for about `capacity` merges, in which what continues a word begins with `prefix` bytes more.
  init(capacity: Int, prefix: Int = 0) {
    table = MergeTable(capacity: capacity)
    self.prefix = prefix
  }

  /// Adds the merge `a b` that stands in `text` at `line`.
  @inline(__always)
  mutating func add(_ text: RawSpan, line: Range<Int>, _ pieces: PieceTable) -> Problem? {
    guard let space = PackedBytes.onlySpace(text, line) else { return .notTwoPieces(Self.string(text, line)) }
    return add(text, line.lowerBound..<space, space &+ 1..<line.upperBound, pieces)
  }

  /// Adds the merge of the two pieces that stand in `text` at `left` and `right`.
  @inline(__always)
  mutating func add(_ text: RawSpan, _ left: Range<Int>, _ right: Range<Int>, _ pieces: PieceTable)
    -> Problem?
  {
    let leftCount = left.upperBound &- left.lowerBound
    let rightCount = right.upperBound &- right.lowerBound
    guard leftCount <= 8, rightCount <= 8, prefix == 0, pieces.hasDistinctHashes else {
      return addLong(text, left, right, pieces)
    }
    let leftWord = PackedBytes.load(text, at: left.lowerBound, count: leftCount)
    let rightWord = PackedBytes.load(text, at: right.lowerBound, count: rightCount)
    guard let leftID = pieces.likelyID(hash: PackedBytes.hash(leftWord, count: leftCount)),
      let rightID = pieces.likelyID(hash: PackedBytes.hash(rightWord, count: rightCount))
    else { return addLong(text, left, right, pieces) }
    if pieces.isPiece(latest &+ 1, leftWord, leftCount, rightWord, rightCount) {
      latest &+= 1
    } else {
      let whole = leftWord | rightWord &<< UInt64(truncatingIfNeeded: leftCount &* 8)
      guard leftCount &+ rightCount <= 8,
        let result = pieces.likelyID(hash: PackedBytes.hash(whole, count: leftCount &+ rightCount))
      else { return addLong(text, left, right, pieces) }
      latest = result
    }
    return table.append(leftID, rightID, result: latest) ? nil : .tooMany
  }

  /// The same for pieces longer than a word, for vocabularies in which two pieces have the same hash, and for
  /// what is wrong.
  @inline(never)
  private mutating func addLong(
    _ text: RawSpan, _ left: Range<Int>, _ right: Range<Int>, _ pieces: PieceTable
  ) -> Problem? {
    guard let leftID = pieces.likelyID(text, left) else { return .unknownPiece(Self.string(text, left)) }
    guard let rightID = pieces.likelyID(text, right) else { return .unknownPiece(Self.string(text, right)) }
    let tail = min(right.lowerBound + prefix, right.upperBound)..<right.upperBound
    if pieces.isPiece(latest + 1, text, left, tail) {
      latest += 1
    } else {
      var whole: [UInt8] = []
      whole.reserveCapacity(left.count + tail.count)
      for offset in left { whole.append(text.unsafeLoad(fromByteOffset: offset, as: UInt8.self)) }
      for offset in tail { whole.append(text.unsafeLoad(fromByteOffset: offset, as: UInt8.self)) }
      guard let result = pieces.id(of: whole) else {
        return .unknownPiece(String(decoding: whole, as: UTF8.self).cut(to: Self.quoted))
      }
      latest = result
    }
    return table.append(leftID, rightID, result: latest) ? nil : .tooMany
  }

  private static func bytes(_ text: RawSpan, _ range: Range<Int>) -> [UInt8] {
    range.map { text.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
  }

  private static func string(_ text: RawSpan, _ range: Range<Int>) -> String {
    String(decoding: bytes(text, range), as: UTF8.self).cut(to: quoted)
  }

  /// Bytes of a file's words that a message quotes.
  private static let quoted = 100
}
