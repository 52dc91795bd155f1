/// A vocabulary: the pieces' bytes back to back, and a hash table from bytes to ids.
///
/// Fifty thousand pieces are read before the first answer can be given, so there is no `String` and no
/// allocation per piece: a piece is a span of `arena`, and a slot of the table is a part of its hash beside
/// its id.
struct PieceTable: Sendable {
  /// Ids above this are refused, so that a wrong file cannot ask for the whole memory; the largest
  /// vocabularies in use have 300,000 pieces.
  static let maximumID = 1 << 22 - 2

  /// Why a piece could not be added.
  enum Conflict: Hashable, Sendable {
    /// The piece is not UTF-8.
    case notUnicode
    /// The id is negative or above `maximumID`.
    case idOutOfRange
    /// Another piece has the id.
    case idTaken
    /// The piece has another id.
    case pieceTaken(id: Int)
  }

  /// The bytes of all pieces, `used` of them, and at least eight more, so that words can be read and written
  /// whole.
  var arena: [UInt8]
  /// The number of bytes in `arena` that belong to pieces.
  var used = 0
  /// The number of pieces.
  var count = 0
  /// The number of bytes of the longest piece.
  var longest = 0
  /// By id: the offset in `arena` in the upper half, the length in the lower; `vacant` where no piece has the
  /// id.
  var spans: [UInt64] = []
  /// Open addressing with linear probing: 42 bits of the hash above id + 1; 0 where free.
  var slots: [UInt64]
  /// The number of pieces at which `slots` grows.
  var limit: Int
  /// Whether no two pieces have the same 42 bits of hash.
  var hasDistinctHashes = true

  /// What stands in `spans` for an id without a piece.
  static let vacant = UInt64.max
  /// The bits of a slot that hold an id.
  static let idBits: UInt64 = 22
  /// All of them.
  static let idMask: UInt64 = 1 << idBits - 1

  /// An empty table with room for about `capacity` pieces of `bytes` bytes in all.
  init(capacity: Int = 0, bytes: Int = 0) {
    var size = 64
    while size * 4 < capacity * 5 { size *= 2 }
    limit = size / 5 * 4
    slots = [UInt64](repeating: 0, count: size)
    spans.reserveCapacity(capacity)
    arena = [UInt8](repeating: 0, count: bytes + 64)
  }

  /// One more than the highest id.
  var idLimit: Int { spans.count }

  /// Where the piece `id` lies in `arena`, or nil.
  func range(of id: Int) -> Range<Int>? {
    guard id >= 0, id < spans.count, spans[id] != Self.vacant else { return nil }
    let offset = Int(spans[id] >> 32)
    return offset..<offset + Int(spans[id] & 0xFFFF_FFFF)
  }

  /// The bytes of the piece `id`, or nil.
  func bytes(of id: Int) -> ArraySlice<UInt8>? { range(of: id).map { arena[$0] } }

  /// The spelling of the piece `id`, or nil.
  func piece(of id: Int) -> String? { bytes(of: id).map { String(decoding: $0, as: UTF8.self) } }

  /// The id of the piece with the spelling `bytes`, or nil.
  func id(of bytes: [UInt8]) -> Int? { id(of: bytes.span.bytes, at: 0, count: bytes.count) }

  /// The id of the piece that is spelled by `count` bytes of `text` from `offset`, or nil.
  func id(of text: RawSpan, at offset: Int, count: Int) -> Int? {
    let tag = PackedBytes.hash(text, at: offset, count: count) >> Self.idBits
    var slot = Int(truncatingIfNeeded: tag) & (slots.count - 1)
    while slots[slot] != 0 {
      let id = Int(slots[slot] & Self.idMask) - 1
      if slots[slot] >> Self.idBits == tag, isPiece(id, text, at: offset, count: count) { return id }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The id of the piece whose spelling has the hash `hash`.
  ///
  /// For a spelling that is no piece's, nil or, with a probability of 10⁻⁸, some id. Only where
  /// `hasDistinctHashes`. Reading the merges asks for 100,000 ids, and this is one memory access instead of
  /// three.
  @inline(__always)
  func likelyID(hash: UInt64) -> Int? {
    let tag = hash >> Self.idBits
    var slot = Int(truncatingIfNeeded: tag) & (slots.count - 1)
    while slots[slot] != 0 {
      if slots[slot] >> Self.idBits == tag { return Int(slots[slot] & Self.idMask) - 1 }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The same for the spelling in `range` of `text`, and for any vocabulary.
  func likelyID(_ text: RawSpan, _ range: Range<Int>) -> Int? {
    hasDistinctHashes
      ? likelyID(hash: PackedBytes.hash(text, at: range.lowerBound, count: range.count))
      : id(of: text, at: range.lowerBound, count: range.count)
  }

  /// Whether the piece `id` is spelled by `count` bytes of `text` from `offset`.
  func isPiece(_ id: Int, _ text: RawSpan, at offset: Int, count: Int) -> Bool {
    guard let range = range(of: id), range.count == count else { return false }
    return PackedBytes.areEqual(arena.span.bytes, at: range.lowerBound, text, at: offset, count: count)
  }

  /// Whether the piece `id` is spelled by `leftCount` bytes of `left` and `rightCount` of `right`, at most
  /// eight each.
  @inline(__always)
  func isPiece(_ id: Int, _ left: UInt64, _ leftCount: Int, _ right: UInt64, _ rightCount: Int) -> Bool {
    guard id < spans.count, case let span = spans[id],
      span & 0xFFFF_FFFF == UInt64(leftCount &+ rightCount)
    else {
      return false
    }
    let text = arena.span.bytes
    let start = Int(truncatingIfNeeded: span >> 32)
    return PackedBytes.load(text, at: start, count: leftCount) == left
      && PackedBytes.load(text, at: start &+ leftCount, count: rightCount) == right
  }

  /// Whether the piece `id` is spelled by two parts of `text` together.
  func isPiece(_ id: Int, _ text: RawSpan, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
    guard let range = range(of: id), range.count == left.count + right.count else { return false }
    let middle = range.lowerBound + left.count
    return PackedBytes.areEqual(
      arena.span.bytes, at: range.lowerBound, text, at: left.lowerBound, count: left.count)
      && PackedBytes.areEqual(arena.span.bytes, at: middle, text, at: right.lowerBound, count: right.count)
  }
}
