/// Text made safe for XML and HTML, in content and in quoted attributes.
enum Markup {
  /// `text` with `&`, `<`, `>` and both quotes escaped; characters that XML 1.0 forbids become U+FFFD.
  static func escape(_ text: some StringProtocol) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x26, 0x3C, 0x3E, 0x22, 0x27: false
      default: (0x20...0x7E).contains(byte)
      }
    }
    if isPlain { return String(text) }
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return escaped
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA0...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
