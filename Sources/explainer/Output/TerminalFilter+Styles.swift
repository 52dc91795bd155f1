extension TerminalFilter {
  /// `bytes` as a terminal may get them: of what steers it only colours, and the end of a progress line, as this program
  /// itself writes them; all else that others' words could steer it with, or turn the order of characters around with,
  /// becomes `?`.
  static func keepingStyles(_ bytes: [UInt8]) -> [UInt8] {
    // C0, DEL, the first byte of C1, and of the marks of direction.
    guard bytes.contains(where: { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 }) else {
      return bytes
    }
    let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    var result = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      if let end = endOfStyle(scalars, from: index) {
        result.append(contentsOf: scalars[index..<end])
        index = end
      } else {
        result.append(steers(scalars[index]) ? "?" : scalars[index])
        index += 1
      }
    }
    return Array(String(result).utf8)
  }

  private static func steers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: scalar.properties.generalCategory == .control
    }
  }

  /// The end of the escape sequence at `start`, if it is one that this program writes: `ESC [ K`, or `ESC [ … m` with bold,
  /// faint, colours of the palette (`38;5;n`) or of their own (`38;2;r;g;b`), and the end of these.
  private static func endOfStyle(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
    guard scalars[start] == "\u{1B}", start + 2 < scalars.count, scalars[start + 1] == "[" else { return nil }
    if scalars[start + 2] == "K" { return start + 3 }
    let body = scalars[(start + 2)...].prefix { ("0"..."9").contains($0) || $0 == ";" }
    guard body.endIndex < scalars.count, scalars[body.endIndex] == "m" else { return nil }
    var codes = body.split(separator: ";", omittingEmptySubsequences: false).map {
      Int(String(String.UnicodeScalarView($0))) ?? -1
    }[...]
    while let code = codes.popFirst() {
      switch code {
      case 0, 1, 2: continue
      case 38, 48:
        let count = [5: 1, 2: 3][codes.popFirst() ?? -1] ?? 0
        guard count > 0, codes.count >= count, codes.prefix(count).allSatisfy((0...255).contains) else {
          return nil
        }
        codes = codes.dropFirst(count)
      default: return nil
      }
    }
    return body.endIndex + 1
  }
}
