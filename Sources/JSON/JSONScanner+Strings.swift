extension JSONScanner {
  /// Reads a string.
  public mutating func string() throws(JSONError) -> String {
    let start = offset
    let content = try stringBytes()
    guard let text = String(validating: content, as: UTF8.self) else {
      offset = start
      throw fail("a string is not valid UTF-8")
    }
    return text
  }

  /// Reads a string as its bytes, with escapes resolved; the bytes are not checked to be UTF-8.
  public mutating func stringBytes() throws(JSONError) -> ArraySlice<UInt8> {
    guard try peek() == UInt8(ascii: "\"") else { throw fail("expected a string") }
    offset += 1
    let start = offset
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "\""):
        defer { offset += 1 }
        return bytes[start..<offset]
      case UInt8(ascii: "\\"): return try escapedStringBytes(from: start)
      case 0..<0x20: throw fail("a control character in a string")
      default: offset += 1
      }
    }
    throw fail("a string is not closed")
  }

  /// The slow path: the rest of a string that has at least one escape.
  private mutating func escapedStringBytes(from start: Int) throws(JSONError) -> ArraySlice<UInt8> {
    var content = Array(bytes[start..<offset])
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return content[...]
      case UInt8(ascii: "\\"):
        guard offset < bytes.count else { throw fail("a string is not closed") }
        let escape = bytes[offset]
        offset += 1
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(escape)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
          content.append(contentsOf: UTF8.encode(try escapedScalar()) ?? .encodedReplacementCharacter)
        default: throw fail("an unknown escape in a string")
        }
      case 0..<0x20: throw fail("a control character in a string")
      default: content.append(byte)
      }
    }
    throw fail("a string is not closed")
  }

  /// The scalar of a `\uXXXX` escape, pairs of surrogates joined.
  ///
  /// A surrogate alone is refused: no text can hold half a character, and to put another in its place would change what
  /// was written without a word.
  mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
    let start = offset - 2
    let first = try fourHexDigits()
    if (0xD800..<0xDC00).contains(first), offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
      bytes[offset + 1] == UInt8(ascii: "u")
    {
      let restart = offset
      offset += 2
      let second = try fourHexDigits()
      if (0xDC00..<0xE000).contains(second),
        let scalar = UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
      offset = restart
    }
    guard let scalar = UnicodeScalar(first) else {
      throw reject(
        "a string has half a character, \\u\(String(first, radix: 16)) without its other half", at: start)
    }
    return scalar
  }

  private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard offset < bytes.count, let digit = Self.hexDigit(bytes[offset]) else {
        throw fail("expected four hexadecimal digits after \\u")
      }
      value = value << 4 | digit
      offset += 1
    }
    return value
  }

  private static func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
  }
}
