/// A vocabulary: the pieces' bytes back to back, and a hash table from bytes to ids.
///
/// Fifty thousand pieces are read before the first answer can be given, so there is no `String` and no allocation per
/// piece: a piece is a place in `arena`, and a slot of the table is a part of its hash beside its id.
struct PieceTable: Sendable {
  /// Ids above this are refused, so that a wrong file cannot ask for the whole memory; the largest vocabularies in use
  /// have 300,000 pieces.
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

  /// The bytes of all pieces, `used` of them; behind them readers put the next piece before they insert it.
  var arena: [UInt8] = []
  /// The number of bytes in `arena` that belong to pieces.
  private(set) var used = 0
  /// The number of pieces.
  private(set) var count = 0
  /// By id: the offset in `arena` in the upper half, the length in the lower; `vacant` where no piece has the id.
  private var places: [UInt64] = []
  /// Open addressing with linear probing: 42 bits of the hash above id + 1; 0 where free.
  private var slots: [UInt64]
  /// Whether two pieces have the same 42 bits of hash.
  private var hasEqualTags = false

  private static let vacant = UInt64.max
  private static let idBits: UInt64 = 22
  private static let idMask: UInt64 = 1 << idBits - 1

  /// An empty table with room for about `capacity` pieces.
  init(capacity: Int = 0) {
    var size = 64
    while size * 3 < capacity * 4 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
    places.reserveCapacity(capacity)
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

  /// The id of the piece that is spelled by `count` bytes of the scratch space from `offset` of the arena; nil where
  /// there is none, but with a probability of 10⁻⁸ some other piece's id.
  ///
  /// What is compared is 42 bits of hash, which no two pieces share (else all is compared), so a spelling that is
  /// among the pieces is always found. Reading the merges asks 100,000 times, and this is one memory access instead
  /// of three.
  @inline(__always)
  func likelyID(at offset: Int, count: Int) -> Int? {
    guard !hasEqualTags else { return id(of: arena.span.bytes, at: offset, count: count) }
    let tag = Chunk.hash(arena.span.bytes, at: offset, count: count) >> Self.idBits
    var slot = Int(truncatingIfNeeded: tag) & (slots.count - 1)
    while slots[slot] != 0 {
      if slots[slot] >> Self.idBits == tag { return Int(slots[slot] & Self.idMask) - 1 }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Whether the piece `id` is spelled by `count` bytes of `text` from `offset`.
  func isPiece(_ id: Int, _ text: RawSpan, at offset: Int, count: Int) -> Bool {
    guard let place = place(of: id), place.count == count else { return false }
    return Chunk.areEqual(arena.span.bytes, at: place.lowerBound, text, at: offset, count: count)
  }

  /// Whether the piece `id` is spelled by two parts of the arena together.
  @inline(__always)
  func isPiece(_ id: Int, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
    guard id < places.count, case let place = places[id], place != Self.vacant else { return false }
    guard place & 0xFFFF_FFFF == UInt64(left.count + right.count) else { return false }
    let text = arena.span.bytes
    let start = Int(place >> 32)
    return Chunk.areEqual(text, at: start, text, at: left.lowerBound, count: left.count)
      && Chunk.areEqual(text, at: start + left.count, text, at: right.lowerBound, count: right.count)
  }

  /// Adds a piece, or says why not.
  mutating func insert(_ bytes: some Collection<UInt8>, id: Int) -> Conflict? {
    arena.replaceSubrange(used..., with: bytes)
    return insertScratch(count: bytes.count, id: id)
  }

  /// Makes sure that there are `count` bytes of scratch space, and eight more.
  mutating func reserveScratch(_ count: Int) {
    let missing = used + count + 8 - arena.count
    if missing > 0 { arena.append(contentsOf: repeatElement(0, count: missing)) }
  }

  /// A part of the arena, for messages.
  func text(_ range: Range<Int>) -> String { String(decoding: arena[range], as: UTF8.self) }

  /// Makes the first `count` bytes of the scratch space a piece, or says why not.
  mutating func insertScratch(count length: Int, id: Int) -> Conflict? {
    guard id >= 0, id <= Self.maximumID else { return .idOutOfRange }
    guard isScratchUnicode(count: length) else { return .notUnicode }
    if id < places.count, places[id] != Self.vacant { return .idTaken }
    if (count + 1) * 4 > slots.count * 3 { grow() }
    let tag = Chunk.hash(arena.span.bytes, at: used, count: length) >> Self.idBits
    var slot = Int(truncatingIfNeeded: tag) & (slots.count - 1)
    while slots[slot] != 0 {
      if slots[slot] >> Self.idBits == tag {
        let other = Int(slots[slot] & Self.idMask) - 1
        if isPiece(other, arena.span.bytes, at: used, count: length) { return .pieceTaken(id: other) }
        hasEqualTags = true
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = tag << Self.idBits | UInt64(id + 1)
    while places.count < id { places.append(Self.vacant) }
    let place = UInt64(used) << 32 | UInt64(length)
    if id == places.count { places.append(place) } else { places[id] = place }
    used += length
    count += 1
    return nil
  }

  /// Gives back the scratch space, once no more pieces are to come.
  mutating func trim() {
    guard arena.count > used + 4096 else { return }
    arena = Array(arena[..<used])
  }

  @inline(__always)
  private func isScratchUnicode(count: Int) -> Bool {
    Chunk.isPlainlyUnicode(arena.span.bytes, at: used, count: count)
      || String(validating: arena[used..<used + count], as: UTF8.self) != nil
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    for entry in old where entry != 0 {
      var slot = Int(truncatingIfNeeded: entry >> Self.idBits) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = entry
    }
  }
}
