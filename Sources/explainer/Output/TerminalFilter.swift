/// Takes out of what a plugin prints the characters that would steer a terminal.
///
/// Newlines, tabs and returns to the line's start stay; other control characters (C0 and C1, so every escape sequence)
/// become `?`.
struct TerminalFilter {
  /// The last byte, where it may be the first half of a control character.
  private var hasLeadByte = false

  /// `bytes` without control characters; a character may be cut in two by the end of one call.
  mutating func visible(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 1)
    for byte in bytes {
      if hasLeadByte {
        hasLeadByte = false
        if (0x80..<0xA0).contains(byte) {
          result.append(UInt8(ascii: "?"))
          continue
        }
        result.append(0xC2)
      }
      switch byte {
      case 0x09, 0x0A, 0x0D: result.append(byte)
      case 0..<0x20, 0x7F: result.append(UInt8(ascii: "?"))
      case 0xC2: hasLeadByte = true
      default: result.append(byte)
      }
    }
    return result
  }
}
