import Encodings
import Testing

/// Checksums and texts of bytes as their standards have them.
@Suite struct ChecksumTests {
  /// The check value of the CRC catalogue for CRC-32/ISO-HDLC, and what zlib 1.2.13 says of other texts; in parts as in
  /// one piece.
  @Test(
    arguments: [("", 0), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43), ("IEND", 0xAE42_6082)]
      as [(String, UInt32)])
  func crc(_ text: String, _ expected: UInt32) {
    let bytes = Array(text.utf8)
    #expect(CRC32(of: bytes).value == expected)
    var parts = CRC32()
    for byte in bytes { withUnsafeBytes(of: byte) { parts.add($0) } }
    #expect(parts.value == expected)
  }

  /// The examples of RFC 4648, and words with their low byte first.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func base64(_ text: String, _ encoded: String) { #expect(Base64.text(Array(text.utf8)) == encoded) }

  @Test func words() { #expect(Base64.text([0x3C00, 0x0102] as [UInt16]) == "ADwCAQ==") }
}
