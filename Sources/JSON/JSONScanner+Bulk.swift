extension JSONScanner {
  /// Moves to the next key of the object entered and gives true, or leaves the object and gives false.
  ///
  /// What is to follow is `string(into:at:)` and `expectColon`.
  public mutating func nextKey(first: inout Bool) throws(JSONError) -> Bool {
    try advance(first: &first, closing: UInt8(ascii: "}"))
  }

  /// Passes over the colon behind a key.
  public mutating func expectColon() throws(JSONError) {
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ":") {
      offset += 1
    } else {
      try expect(UInt8(ascii: ":"), "':' after the member's name")
    }
  }

  /// Reads a string into `buffer` from `place` on, escapes resolved, and gives the number of its bytes, which
  /// are not checked to be UTF-8.
  ///
  /// `buffer` is lengthened where it could not hold the rest of the text; bytes behind the string may change.
  /// - Precondition: `0 <= place <= buffer.count`.
  /// - Complexity: O(length of the string), eight bytes a step; no allocation but the first.
  public mutating func string(into buffer: inout [UInt8], at place: Int) throws(JSONError) -> Int {
    guard try peek() == UInt8(ascii: "\"") else { throw fail("expected a string") }
    offset += 1
    // Escapes only shrink, so what is left of the text always fits, and a word may spill over by seven bytes.
    let room = place + bytes.count - offset + 8
    if buffer.count < room { buffer.append(contentsOf: repeatElement(0, count: room - buffer.count)) }
    var end = place
    while true {
      var read = offset
      let isOpen = Self.copyPlainBytes(of: bytes, from: &read, into: &buffer, at: &end)
      offset = read
      if isOpen { throw fail("a string is not closed") }
      switch bytes[offset] {
      case UInt8(ascii: "\""):
        offset += 1
        return end - place
      case UInt8(ascii: "\\"): try unescape(into: &buffer, at: &end)
      default: throw fail("a control character in a string")
      }
    }
  }

  /// Copies bytes up to the next quote, backslash or control character; true where the text ends before one.
  private static func copyPlainBytes(
    of bytes: [UInt8], from read: inout Int, into buffer: inout [UInt8], at write: inout Int
  ) -> Bool {
    let source = bytes.span.bytes
    var storage = buffer.mutableSpan
    var target = storage.mutableBytes
    while read + 8 <= source.byteCount {
      let word = UInt64(littleEndian: source.unsafeLoadUnaligned(fromByteOffset: read, as: UInt64.self))
      target.storeBytes(of: word.littleEndian, toByteOffset: write, as: UInt64.self)
      let stops = stops(word)
      let plain = stops == 0 ? 8 : stops.trailingZeroBitCount >> 3
      read += plain
      write += plain
      if stops != 0 { return false }
    }
    while read < source.byteCount {
      let byte = bytes[read]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return false }
      target.storeBytes(of: byte, toByteOffset: write, as: UInt8.self)
      read += 1
      write += 1
    }
    return true
  }

  /// The high bit of each byte of `word` that ends a run of plain bytes; bits above the lowest may be wrong.
  private static func stops(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5C)
    let hits =
      ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | ((word &- ones &* 0x20) & ~word)
    return hits & (ones &* 0x80)
  }

  private mutating func unescape(into buffer: inout [UInt8], at end: inout Int) throws(JSONError) {
    offset += 1
    guard offset < bytes.count else { throw fail("a string is not closed") }
    let escape = bytes[offset]
    offset += 1
    var byte = escape
    switch escape {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): break
    case UInt8(ascii: "b"): byte = 0x08
    case UInt8(ascii: "f"): byte = 0x0C
    case UInt8(ascii: "n"): byte = 0x0A
    case UInt8(ascii: "r"): byte = 0x0D
    case UInt8(ascii: "t"): byte = 0x09
    case UInt8(ascii: "u"):
      for unit in UTF8.encode(try escapedScalar()) ?? .encodedReplacementCharacter {
        buffer[end] = unit
        end += 1
      }
      return
    default: throw fail("an unknown escape in a string")
    }
    buffer[end] = byte
    end += 1
  }
}
