/// Eight bytes at a time: how the tables of this module read, compare and hash short byte strings.
enum Chunk {
  /// The first `count` bytes (at most eight) of `text` from `offset`, lowest first, padded with zeros.
  @inline(__always)
  static func load(_ text: RawSpan, at offset: Int, count: Int) -> UInt64 {
    guard offset + 8 <= text.byteCount else { return loadNearEnd(text, at: offset, count: count) }
    let word = UInt64(littleEndian: text.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    return count >= 8 ? word : word & ~(UInt64.max << UInt64(truncatingIfNeeded: count &* 8))
  }

  /// A well-spread function of `value`: the two halves of its 128-bit product with an odd constant, folded.
  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }

  /// A hash of `count` bytes of `text` from `offset`.
  @inline(__always)
  static func hash(_ text: RawSpan, at offset: Int, count: Int) -> UInt64 {
    var hash = mix(load(text, at: offset, count: count) &+ UInt64(truncatingIfNeeded: count))
    var done = 8
    while done < count {
      hash = mix(hash ^ load(text, at: offset + done, count: count - done))
      done += 8
    }
    return hash
  }

  /// Whether `count` bytes of `first` from `offset` equal those of `second` from `place`.
  @inline(__always)
  static func areEqual(_ first: RawSpan, at offset: Int, _ second: RawSpan, at place: Int, count: Int) -> Bool {
    var done = 0
    while done < count {
      let left = load(first, at: offset + done, count: count - done)
      if left != load(second, at: place + done, count: count - done) { return false }
      done += 8
    }
    return true
  }

  /// The place, counted from `offset`, of the one space among `count` bytes of `text` from `offset`; nil where there
  /// is none, or more than one.
  static func onlySpace(_ text: RawSpan, at offset: Int, count: Int) -> Int? {
    var found: Int?
    var done = 0
    while done < count {
      let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
      let word = load(text, at: offset + done, count: count - done) ^ 0x2020_2020_2020_2020
      let spaces = ~(((word & low) &+ low) | word | low)
      if spaces != 0 {
        guard found == nil, spaces & (spaces &- 1) == 0 else { return nil }
        found = done + spaces.trailingZeroBitCount >> 3
      }
      done += 8
    }
    return found
  }

  /// Whether `count` bytes of `text` from `offset` are UTF-8, for the most frequent spellings: ASCII, or one character
  /// of two bytes and ASCII behind it, eight bytes in all. False says nothing.
  @inline(__always)
  static func isPlainlyUnicode(_ text: RawSpan, at offset: Int, count: Int) -> Bool {
    let word = load(text, at: offset, count: count)
    let high: UInt64 = 0x8080_8080_8080_8080
    guard count <= 8, word & high != 0 else { return count <= 8 }
    // 110xxxxx 10xxxxxx, and more than 0x80 in all.
    return word & 0xC0E0 == 0x80C0 && word & 0x1E != 0 && (word >> 16) & high == 0
  }

  private static func loadNearEnd(_ text: RawSpan, at offset: Int, count: Int) -> UInt64 {
    var word: UInt64 = 0
    for place in 0..<max(min(count, 8), 0) {
      word |= UInt64(text.unsafeLoad(fromByteOffset: offset + place, as: UInt8.self)) << UInt64(place * 8)
    }
    return word
  }
}
