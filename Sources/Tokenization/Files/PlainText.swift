/// Readers for JSON in its most usual form: strings without escapes, short whole numbers.
///
/// Each takes a offset in the text and gives the offset behind what it has read, or -1 where the text is
/// anything else, right or wrong: then `JSONScanner` has to look at it. They are what makes a vocabulary of
/// 50,000 entries load in milliseconds, and are inlined into the loops that read it.
enum PlainText {
  /// The byte at `offset`, or 0 behind the end.
  @inline(__always)
  static func byte(_ text: RawSpan, _ offset: Int) -> UInt8 {
    offset >= 0 && offset < text.byteCount
      ? text.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self) : 0
  }

  /// Passes over white space.
  @inline(__always)
  static func space(_ text: RawSpan, _ offset: Int) -> Int {
    var offset = offset
    var next = byte(text, offset)
    while next <= 0x20 {
      guard next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 else { return offset }
      offset &+= 1
      next = byte(text, offset)
    }
    return offset
  }

  /// Passes over white space, the byte `mark`, and white space.
  @inline(__always)
  static func mark(_ mark: Unicode.Scalar, _ text: RawSpan, _ offset: Int) -> Int {
    let offset = space(text, offset)
    return byte(text, offset) == UInt8(ascii: mark) ? space(text, offset &+ 1) : -1
  }

  /// The offset of the quote that ends the string whose content begins at `offset`.
  @inline(__always)
  static func stringEnd(_ text: RawSpan, _ offset: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var offset = offset
    while offset &+ 8 <= text.byteCount {
      let word = PackedBytes.load(text, at: offset, count: 8)
      let quotes = word ^ (ones &* 0x22)
      let backslashes = word ^ (ones &* 0x5C)
      // The lowest of these bits is right: a borrow only ever goes upwards.
      let stops =
        (((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
          | ((word &- ones &* 0x20) & ~word))
        & (ones &* 0x80)
      if stops != 0 {
        offset &+= stops.trailingZeroBitCount >> 3
        return byte(text, offset) == 0x22 ? offset : -1
      }
      offset &+= 8
    }
    return -1
  }

  /// Writes the content of the string that begins at `offset` to the front of `content`, `\u0120` and escaped
  /// quotes, backslashes and slashes resolved, and gives the number of its bytes with the offset of the quote
  /// that ends it.
  ///
  /// For the older `vocab.json` files, in which most pieces have such an escape. Gives up eight bytes before
  /// `content` is full, so that words can be read from it whole.
  static func unescape(_ text: RawSpan, _ offset: Int, to content: inout [UInt8]) -> (count: Int, end: Int) {
    var offset = offset
    var count = 0
    while count < content.count &- 8 {
      var next = byte(text, offset)
      if next == UInt8(ascii: "\"") { return (count, offset) }
      if next < 0x20 { return (0, -1) }
      if next == UInt8(ascii: "\\") {
        offset &+= 1
        next = byte(text, offset)
        if next == UInt8(ascii: "u") {
          var scalar: UInt32 = 0
          for digit in 1...4 { scalar = scalar &<< 4 | hexDigit(byte(text, offset &+ digit)) }
          // Beyond this are surrogates, and what was no digit.
          guard scalar < 0x800 else { return (0, -1) }
          if scalar >= 0x80 {
            content[count] = 0xC0 | UInt8(truncatingIfNeeded: scalar >> 6)
            count &+= 1
            scalar = 0x80 | scalar & 0x3F
          }
          next = UInt8(truncatingIfNeeded: scalar)
          offset &+= 4
        } else if next != UInt8(ascii: "\"") && next != UInt8(ascii: "\\") && next != UInt8(ascii: "/") {
          return (0, -1)
        }
      }
      content[count] = next
      count &+= 1
      offset &+= 1
    }
    return (0, -1)
  }

  @inline(__always)
  private static func hexDigit(_ byte: UInt8) -> UInt32 {
    if byte &- 0x30 < 10 { return UInt32(byte &- 0x30) }
    let letter = (byte | 0x20) &- 0x61
    return letter < 6 ? UInt32(letter) &+ 10 : 1 << 16
  }

  /// Reads a whole number of at most seven digits.
  @inline(__always)
  static func number(_ text: RawSpan, _ offset: Int) -> (value: Int, end: Int) {
    var end = offset
    var value = 0
    var digit = byte(text, end) &- 0x30
    let leadsWithZero = digit == 0
    while digit < 10 {
      value = value &* 10 &+ Int(digit)
      end &+= 1
      digit = byte(text, end) &- 0x30
    }
    // Behind it only what can follow an entry: a comma, a closing brace, white space (less 0x30).
    let next = digit &+ 0x30
    let isWhole =
      next == UInt8(ascii: ",") || next == UInt8(ascii: "}") || next == 0x0A || next == 0x20 || next == 0x0D
    let length = end &- offset
    return isWhole && length > 0 && length <= 7 && !(leadsWithZero && length > 1) ? (value, end) : (0, -1)
  }
}
