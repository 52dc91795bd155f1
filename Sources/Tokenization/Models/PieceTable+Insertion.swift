extension PieceTable {
  /// Adds the piece spelled by `bytes`, or says why not.
  mutating func insert(_ bytes: [UInt8], id: Int) -> Conflict? {
    insert(bytes.span.bytes, at: 0, count: bytes.count, id: id)
  }

  /// Adds the piece spelled by `length` bytes of `text` from `offset`, or says why not.
  @inline(__always)
  mutating func insert(_ text: RawSpan, at offset: Int, count length: Int, id: Int) -> Conflict? {
    guard id >= 0, id <= Self.maximumID else { return .idOutOfRange }
    let word = PackedBytes.load(text, at: offset, count: length)
    guard
      length <= 8 && PackedBytes.isPlainlyUnicode(word)
        || PackedBytes.isUnicode(text, at: offset, count: length)
    else {
      return .notUnicode
    }
    if id < spans.count, spans[id] != Self.vacant { return .idTaken }
    if count >= limit { grow() }
    let hash =
      length <= 8 ? PackedBytes.hash(word, count: length) : PackedBytes.hash(text, at: offset, count: length)
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
    let span = UInt64(truncatingIfNeeded: used) << 32 | UInt64(truncatingIfNeeded: length)
    if id == spans.count {
      spans.append(span)
    } else {
      while spans.count <= id { spans.append(Self.vacant) }
      spans[id] = span
    }
    append(word, text, at: offset, count: length)
    count &+= 1
    longest = max(longest, length)
    return nil
  }

  /// Gives the piece `old` the new id `id`, above all that there are; no piece has the id `old` then.
  mutating func renumber(_ old: Int, to id: Int) -> Conflict? {
    guard id >= idLimit, id <= Self.maximumID, let bytes = bytes(of: old) else { return .idOutOfRange }
    let tag = PackedBytes.hash(Array(bytes).span.bytes, at: 0, count: bytes.count) >> Self.idBits
    var slot = Int(truncatingIfNeeded: tag) & (slots.count - 1)
    while slots[slot] & Self.idMask != UInt64(old + 1) { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = tag << Self.idBits | UInt64(id + 1)
    while spans.count < id { spans.append(Self.vacant) }
    spans.append(spans[old])
    spans[old] = Self.vacant
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
      let word = PackedBytes.load(text, at: offset &+ done, count: count &- done)
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
