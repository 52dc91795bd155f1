/// Strings in quotes, with the escapes of Python.
extension TemplateLexer {
  mutating func quoted(_ quote: UInt8) throws(TemplateProblem) -> String {
    place += 1
    var bytes: [UInt8] = []
    var high: UInt32?
    while place < source.count {
      let byte = source[place]
      place += 1
      if byte == quote {
        guard high == nil else { throw problem("half a surrogate pair") }
        return String(decoding: bytes, as: UTF8.self)
      }
      guard byte == UInt8(ascii: "\\"), place < source.count else {
        guard high == nil else { throw problem("half a surrogate pair") }
        bytes.append(byte)
        continue
      }
      guard let value = try escape(&bytes) else { continue }
      switch (high, value) {
      case (let first?, 0xDC00..<0xE000):
        append(0x10000 + (first - 0xD800) << 10 + (value - 0xDC00), to: &bytes)
        high = nil
      case (nil, 0xD800..<0xDC00): high = value
      case (nil, 0..<0xD800), (nil, 0xE000...0x10FFFF): append(value, to: &bytes)
      default: throw problem("the escape names no character")
      }
    }
    throw problem("the string has no end")
  }

  private func append(_ value: UInt32, to bytes: inout [UInt8]) {
    if let scalar = Unicode.Scalar(value) { bytes += String(Character(scalar)).utf8 }
  }

  /// What stands behind a backslash: the number of a character, or nil where it was put there.
  private mutating func escape(_ bytes: inout [UInt8]) throws(TemplateProblem) -> UInt32? {
    let byte = source[place]
    place += 1
    switch byte {
    case 0x0A: return nil
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): return UInt32(byte)
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "a"): return 0x07
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "v"): return 0x0B
    case UInt8(ascii: "x"): return try hexadecimal(2)
    case UInt8(ascii: "u"): return try hexadecimal(4)
    case UInt8(ascii: "U"): return try hexadecimal(8)
    case UInt8(ascii: "N"): throw problem("characters by their names are not read")
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var value = UInt32(byte - UInt8(ascii: "0"))
      for _ in 0..<2 {
        guard place < source.count, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(source[place]) else { break }
        value = value * 8 + UInt32(source[place] - UInt8(ascii: "0"))
        place += 1
      }
      return value
    default:
      bytes += [UInt8(ascii: "\\"), byte]
      return nil
    }
  }

  private mutating func hexadecimal(_ count: Int) throws(TemplateProblem) -> UInt32 {
    let digits = source[place..<min(source.count, place + count)]
    guard digits.count == count, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw problem("an escape is cut short") }
    place += count
    return value
  }
}
