/// GPT-2's spelling of bytes as printable characters: the 188 printable bytes of Latin-1 stand for
/// themselves, the other 68 for U+0100 and up, in order (a space is `Ġ`, U+0120).
///
/// Source: `bytes_to_unicode` in openai/gpt-2 `encoder.py`.
enum ByteAlphabet {
  /// The scalar that spells each byte.
  static let scalars: [UInt16] = {
    var next: UInt16 = 0x100
    return (0..<256).map { byte in
      if isPrintable(byte) { return UInt16(byte) }
      defer { next += 1 }
      return next
    }
  }()

  /// The byte each scalar spells, for the scalars below U+0144; -1 for those that spell none.
  static let bytes: [Int16] = {
    var bytes = [Int16](repeating: -1, count: 0x144)
    for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar)] = Int16(byte) }
    return bytes
  }()

  /// The UTF-8 form of the spelling of `byte`; the second is 0 where there is only one.
  static func spelling(of byte: UInt8) -> (UInt8, UInt8) {
    let scalar = scalars[Int(byte)]
    if scalar < 0x80 { return (UInt8(scalar), 0) }
    return (UInt8(0xC0 | scalar >> 6), UInt8(0x80 | scalar & 0x3F))
  }

  /// Appends the bytes that `piece` spells; where any of its characters spells none, its own UTF-8 bytes
  /// instead.
  static func appendBytes(spelledBy piece: ArraySlice<UInt8>, to text: inout [UInt8]) {
    let start = text.count
    var offset = piece.startIndex
    while offset < piece.endIndex {
      var scalar = Int(piece[offset])
      offset += 1
      if scalar >= 0xC0, scalar < 0xE0, offset < piece.endIndex {
        scalar = (scalar & 0x1F) << 6 | Int(piece[offset]) & 0x3F
        offset += 1
      } else if scalar >= 0x80 {
        scalar = bytes.count
      }
      guard scalar < bytes.count, bytes[scalar] >= 0 else {
        text.removeSubrange(start...)
        text.append(contentsOf: piece)
        return
      }
      text.append(UInt8(truncatingIfNeeded: bytes[scalar]))
    }
  }

  private static func isPrintable(_ byte: Int) -> Bool {
    (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte)
  }
}
