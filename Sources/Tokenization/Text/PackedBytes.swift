/// Eight bytes at a time: how the tables of this module read, compare and hash short byte strings.
enum PackedBytes {
  /// The first `count` bytes of `text` from `offset`, lowest first, padded with zeros.
  @inline(__always)
  static func load(_ text: RawSpan, at offset: Int, count: Int) -> UInt64 {
    guard offset >= 0, offset &+ 8 <= text.byteCount else {
      return loadNearEnd(text, at: offset, count: count)
    }
    let word = text.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self).littleEndian
    return count >= 8 ? word : word & ~(UInt64.max &<< UInt64(truncatingIfNeeded: count &* 8))
  }

  /// A well-spread function of `value`: the two halves of its 128-bit product with an odd constant, folded.
  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }

  /// The hash of `count` bytes, at most eight, that `word` holds as `load` gives them.
  @inline(__always)
  static func hash(_ word: UInt64, count: Int) -> UInt64 { mix(word &+ UInt64(truncatingIfNeeded: count)) }

  /// The hash of `count` bytes of `text` from `offset`.
  @inline(__always)
  static func hash(_ text: RawSpan, at offset: Int, count: Int) -> UInt64 {
    var hash = hash(load(text, at: offset, count: count), count: count)
    var done = 8
    while done < count {
      hash = mix(hash ^ load(text, at: offset &+ done, count: count &- done))
      done &+= 8
    }
    return hash
  }

  /// Whether `count` bytes of `first` from `offset` equal those of `second` from `otherOffset`.
  @inline(__always)
  static func areEqual(
    _ first: RawSpan, at offset: Int, _ second: RawSpan, at otherOffset: Int, count: Int
  ) -> Bool {
    var done = 0
    while done < count {
      let left = load(first, at: offset &+ done, count: count &- done)
      if left != load(second, at: otherOffset &+ done, count: count &- done) { return false }
      done &+= 8
    }
    return true
  }

  /// The offset of the one space in `range` of `text`; nil where there is none, or more than one.
  @inline(__always)
  static func onlySpace(_ text: RawSpan, _ range: Range<Int>) -> Int? {
    var found = -1
    var offset = range.lowerBound
    while offset < range.upperBound {
      let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
      let word = load(text, at: offset, count: range.upperBound &- offset) ^ 0x2020_2020_2020_2020
      let spaces = ~(((word & low) &+ low) | word | low)
      if spaces != 0 {
        guard found < 0, spaces & (spaces &- 1) == 0 else { return nil }
        found = offset &+ spaces.trailingZeroBitCount >> 3
      }
      offset &+= 8
    }
    return found < 0 ? nil : found
  }

  /// Whether `word` is UTF-8, for the most frequent spellings: ASCII, or 110xxxxx 10xxxxxx (more than 0x80 in
  /// all) and ASCII behind it.
  ///
  /// False says nothing.
  @inline(__always)
  static func isPlainlyUnicode(_ word: UInt64) -> Bool {
    let high = word & 0x8080_8080_8080_8080
    return high == 0 || (high == 0x8080 && word & 0xC0E0 == 0x80C0 && word & 0x1E != 0)
  }

  /// Whether `count` bytes of `text` from `offset` are UTF-8.
  @inline(never)
  static func isUnicode(_ text: RawSpan, at offset: Int, count: Int) -> Bool {
    let high: UInt64 = 0x8080_8080_8080_8080
    var done = 0
    while done < count {
      let word = load(text, at: offset &+ done, count: count &- done)
      let ascii = (word & high).trailingZeroBitCount >> 3
      done += ascii
      guard ascii < 8, done < count else { continue }
      let pair = load(text, at: offset + done, count: min(count - done, 2))
      guard pair & 0xC0E0 == 0x80C0, pair & 0x1E != 0 else {
        let bytes = (0..<count).map { text.unsafeLoad(fromByteOffset: offset + $0, as: UInt8.self) }
        return String(validating: bytes, as: UTF8.self) != nil
      }
      done += 2
    }
    return true
  }

  @inline(never)  // Inlined, its loop would crowd the registers of the others.
  private static func loadNearEnd(_ text: RawSpan, at offset: Int, count: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<max(min(count, 8), 0) {
      word |= UInt64(text.unsafeLoad(fromByteOffset: offset + index, as: UInt8.self)) << UInt64(index * 8)
    }
    return word
  }
}
