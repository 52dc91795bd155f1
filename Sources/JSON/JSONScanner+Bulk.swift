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

  /// Reads a string into `buffer` from `start` on, escapes resolved, and gives the number of its bytes.
  ///
  /// They are not checked to be UTF-8.
  /// `buffer` is lengthened where the string does not fit; bytes behind the string may change.
  /// - Precondition: `0 <= start <= buffer.count`.
  /// - Complexity: O(length of the string), eight bytes a step.
  public mutating func string(into buffer: inout [UInt8], at index: Int) throws(JSONError) -> Int {
    guard try peek() == UInt8(ascii: "\"") else { throw fail("expected a string") }
    offset += 1
    var end = index
    while true {
      if buffer.count < end + 8 {
        buffer.append(contentsOf: repeatElement(0, count: max(buffer.count, 64)))
      }
      var read = offset
      let stop = Self.copyPlainBytes(of: bytes, from: &read, into: &buffer, at: &end)
      offset = read
      switch stop {
      case .bufferEnd: continue
      case .textEnd: throw fail("a string is not closed")
      case .byte(UInt8(ascii: "\"")):
        offset += 1
        return end - index
      case .byte(UInt8(ascii: "\\")): try unescape(into: &buffer, at: &end)
      case .byte: throw fail("a control character in a string")
      }
    }
  }

  /// Why copying stopped: at a byte that needs a look, at the end of the text, or for want of room.
  private enum Stop {
    case byte(UInt8)
    case textEnd
    case bufferEnd
  }

  /// Copies bytes up to the next quote, backslash or control character.
  private static func copyPlainBytes(
    of bytes: [UInt8], from read: inout Int, into buffer: inout [UInt8], at write: inout Int
  ) -> Stop {
    let source = bytes.span.bytes
    var storage = buffer.mutableSpan
    var target = storage.mutableBytes
    while read + 8 <= source.byteCount {
      guard write + 8 <= target.byteCount else { return .bufferEnd }
      let word = UInt64(littleEndian: source.unsafeLoadUnaligned(fromByteOffset: read, as: UInt64.self))
      target.storeBytes(of: word.littleEndian, toByteOffset: write, as: UInt64.self)
      let stops = stops(word)
      let plain = stops == 0 ? 8 : stops.trailingZeroBitCount >> 3
      read += plain
      write += plain
      if stops != 0 { return .byte(bytes[read]) }
    }
    while read < source.byteCount {
      let byte = bytes[read]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return .byte(byte) }
      guard write < target.byteCount else { return .bufferEnd }
      target.storeBytes(of: byte, toByteOffset: write, as: UInt8.self)
      read += 1
      write += 1
    }
    return .textEnd
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

  /// Reads one escape.
  private mutating func unescape(into buffer: inout [UInt8], at end: inout Int) throws(JSONError) {
    offset += 1
    if buffer.count < end + 4 { buffer.append(contentsOf: repeatElement(0, count: buffer.count)) }
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
