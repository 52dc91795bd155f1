/// A vocabulary: the pieces' bytes back to back, and a hash table from bytes to ids.
///
/// Fifty thousand pieces are read before the first answer can be given, so there is no `String` and no
/// allocation per piece: a piece is a place in `arena`, and a slot of the table is a part of its hash beside
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
  private(set) var arena: [UInt8]
  /// The number of bytes in `arena` that belong to pieces.
  private(set) var used = 0
  /// The number of pieces.
  private(set) var count = 0
  /// The number of bytes of the longest piece.
  private(set) var longest = 0
  /// By id: the offset in `arena` in the upper half, the length in the lower; `vacant` where no piece has the
  /// id.
  private var places: [UInt64] = []
  /// Open addressing with linear probing: 42 bits of the hash above id + 1; 0 where free.
  private var slots: [UInt64]
  /// The number of pieces at which `slots` grows.
  private var limit: Int
  /// Whether no two pieces have the same 42 bits of hash.
  private(set) var hasDistinctHashes = true

  private static let vacant = UInt64.max
  private static let idBits: UInt64 = 22
  private static let idMask: UInt64 = 1 << idBits - 1

  /// An empty table with room for about `capacity` pieces of `bytes` bytes in all.
  init(capacity: Int = 0, bytes: Int = 0) {
    var size = 64
    while size * 4 < capacity * 5 { size *= 2 }
    limit = size / 5 * 4
    slots = [UInt64](repeating: 0, count: size)
    places.reserveCapacity(capacity)
    arena = [UInt8](repeating: 0, count: bytes + 64)
  }

  /// One more than the highest id.
  var idLimit: Int { places.count }

  /// Where the piece `id` lies in `arena`, or nil.
  func place(of id: Int) -> Range<Int>? {
    guard id >= 0, id < places.count, places[id] != Self.vacant else { return nil }
    let offset = Int(places[id] >> 32)
    return offset..<offset + Int(places[id] & 0xFFFF_FFFF)
  }

  /// The bytes of the piece `id`, or nil.
  func bytes(of id: Int) -> ArraySlice<UInt8>? { place(of: id).map { arena[$0] } }

  /// The spelling of the piece `id`, or nil.
  func piece(of id: Int) -> String? { bytes(of: id).map { String(decoding: $0, as: UTF8.self) } }

  /// The id of the piece with the spelling `bytes`, or nil.
  func id(of bytes: [UInt8]) -> Int? { id(of: bytes.span.bytes, at: 0, count: bytes.count) }

  /// The id of the piece that is spelled by `count` bytes of `text` from `offset`, or nil.
  func id(of text: RawSpan, at offset: Int, count: Int) -> Int? {
    let tag = Chunk.hash(text, at: offset, count: count) >> Self.idBits
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
      ? likelyID(hash: Chunk.hash(text, at: range.lowerBound, count: range.count))
      : id(of: text, at: range.lowerBound, count: range.count)
  }

  /// Whether the piece `id` is spelled by `count` bytes of `text` from `offset`.
  func isPiece(_ id: Int, _ text: RawSpan, at offset: Int, count: Int) -> Bool {
    guard let place = place(of: id), place.count == count else { return false }
    return Chunk.areEqual(arena.span.bytes, at: place.lowerBound, text, at: offset, count: count)
  }

  /// Whether the piece `id` is spelled by `leftCount` bytes of `left` and `rightCount` of `right`, at most
  /// eight each.
  @inline(__always)
  func isPiece(_ id: Int, _ left: UInt64, _ leftCount: Int, _ right: UInt64, _ rightCount: Int) -> Bool {
    guard id < places.count, case let place = places[id],
      place & 0xFFFF_FFFF == UInt64(leftCount &+ rightCount)
    else {
      return false
    }
    let text = arena.span.bytes
    let start = Int(truncatingIfNeeded: place >> 32)
    return Chunk.load(text, at: start, count: leftCount) == left
      && Chunk.load(text, at: start &+ leftCount, count: rightCount) == right
  }

  /// Whether the piece `id` is spelled by two parts of `text` together.
  func isPiece(_ id: Int, _ text: RawSpan, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
    guard let place = place(of: id), place.count == left.count + right.count else { return false }
    let middle = place.lowerBound + left.count
    return Chunk.areEqual(
      arena.span.bytes, at: place.lowerBound, text, at: left.lowerBound, count: left.count)
      && Chunk.areEqual(arena.span.bytes, at: middle, text, at: right.lowerBound, count: right.count)
  }

  /// Adds the piece spelled by `bytes`, or says why not.
  mutating func insert(_ bytes: [UInt8], id: Int) -> Conflict? {
    insert(bytes.span.bytes, at: 0, count: bytes.count, id: id)
  }

  /// Adds the piece spelled by `length` bytes of `text` from `offset`, or says why not.
  @inline(__always)
  mutating func insert(_ text: RawSpan, at offset: Int, count length: Int, id: Int) -> Conflict? {
    guard id >= 0, id <= Self.maximumID else { return .idOutOfRange }
    let word = Chunk.load(text, at: offset, count: length)
    guard length <= 8 && Chunk.isPlainlyUnicode(word) || Chunk.isUnicode(text, at: offset, count: length)
    else {
      return .notUnicode
    }
    if id < places.count, places[id] != Self.vacant { return .idTaken }
    if count >= limit { grow() }
    let hash = length <= 8 ? Chunk.hash(word, count: length) : Chunk.hash(text, at: offset, count: length)
    let tag = hash >> Self.idBits
    var slot = Int(truncatingIfNeeded: tag) & (slots.count &- 1)
    while slots[slot] != 0 {
      if slots[slot] >> Self.idBits == tag {
        let other = Int(slots[slot] & Self.idMask) - 1
        if isPiece(other, text, at: offset, count: length) { return .pieceTaken(id: other) }
        hasDistinctHashes = false
      }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    slots[slot] = tag << Self.idBits | UInt64(truncatingIfNeeded: id &+ 1)
    let place = UInt64(truncatingIfNeeded: used) << 32 | UInt64(truncatingIfNeeded: length)
    if id == places.count {
      places.append(place)
    } else {
      while places.count <= id { places.append(Self.vacant) }
      places[id] = place
    }
    append(word, text, at: offset, count: length)
    count &+= 1
    longest = max(longest, length)
    return nil
  }

  /// Gives the piece `old` the new id `id`, above all that there are; no piece has the id `old` then.
  mutating func renumber(_ old: Int, to id: Int) -> Conflict? {
    guard id >= idLimit, id <= Self.maximumID, let bytes = bytes(of: old) else { return .idOutOfRange }
    let tag = Chunk.hash(Array(bytes).span.bytes, at: 0, count: bytes.count) >> Self.idBits
    var slot = Int(truncatingIfNeeded: tag) & (slots.count - 1)
    while slots[slot] & Self.idMask != UInt64(old + 1) { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = tag << Self.idBits | UInt64(id + 1)
    while places.count < id { places.append(Self.vacant) }
    places.append(places[old])
    places[old] = Self.vacant
    return nil
  }

  /// Puts `count` bytes of `text` from `offset`, the first eight of which are `word`, behind the arena's.
  @inline(__always)
  private mutating func append(_ word: UInt64, _ text: RawSpan, at offset: Int, count: Int) {
    let start = used
    if arena.count < start &+ count &+ 8 {
      arena.append(contentsOf: repeatElement(0, count: max(arena.count, count + 8)))
    }
    var storage = arena.mutableSpan
    var target = storage.mutableBytes
    target.storeBytes(of: word.littleEndian, toByteOffset: start, as: UInt64.self)
    var done = 8
    while done < count {
      let word = Chunk.load(text, at: offset &+ done, count: count &- done)
      target.storeBytes(of: word.littleEndian, toByteOffset: start &+ done, as: UInt64.self)
      done &+= 8
    }
    used = start &+ count
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    limit = slots.count / 5 * 4
    for entry in old where entry != 0 {
      var slot = Int(truncatingIfNeeded: entry >> Self.idBits) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = entry
    }
  }
}
