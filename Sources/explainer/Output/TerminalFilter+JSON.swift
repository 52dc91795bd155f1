extension TerminalFilter {
  /// `text`, which is JSON, as a terminal may get it: characters that would steer it, or turn the order of others around,
  /// are written as `\u` escapes, so that it says the same and is still JSON.
  ///
  /// Outside of its strings JSON has no such characters.
  static func escapingJSON(_ text: [UInt8]) -> [UInt8] {
    // DEL, and the first bytes of C1 and of the marks of direction.
    guard text.contains(where: { [0x7F, 0xC2, 0xD8, 0xE2].contains($0) }) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      guard isEscaped(scalar) else {
        result.append(scalar)
        continue
      }
      let digits = String(scalar.value, radix: 16)
      result.append(
        contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
    }
    return Array(String(result).utf8)
  }

  /// All of them are written with four digits.
  private static func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
