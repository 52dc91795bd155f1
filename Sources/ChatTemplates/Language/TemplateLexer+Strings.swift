/// Strings in quotes, with the escapes of Python.
extension TemplateLexer {
  mutating func quoted(_ quote: UInt8) throws(TemplateProblem) -> String {
    place += 1
    var bytes: [UInt8] = []
    while place < source.count {
      let byte = source[place]
      place += 1
      if byte == quote { return String(decoding: bytes, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\"), place < source.count else {
        bytes.append(byte)
        continue
      }
      guard let value = try escape(&bytes) else { continue }
      // (Two of them do not make a character in Python, and one is no text.)
      guard let scalar = Unicode.Scalar(value) else { throw problem("an escape names no character") }
      bytes += String(scalar).utf8
    }
    throw problem("the string has no end")
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
        guard place < source.count, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(source[place]) else {
          break
        }
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
