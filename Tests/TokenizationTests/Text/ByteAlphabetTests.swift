import Testing

@testable import Tokenization

/// The spelling of bytes as printable characters.
struct ByteAlphabetTests {
  /// Every byte has a spelling of its own that leads back to it.
  @Test func isOneToOne() {
    #expect(Set(ByteAlphabet.scalars).count == 256)
    for byte in UInt8.min...UInt8.max {
      let (first, second) = ByteAlphabet.spelling(of: byte)
      var bytes: [UInt8] = []
      ByteAlphabet.appendBytes(spelledBy: second == 0 ? [first] : [first, second], to: &bytes)
      #expect(bytes == [byte])
    }
  }

  /// The spellings everybody knows.
  @Test(
    arguments: [(0x20, "Ġ"), (0x0A, "Ċ"), (0x09, "ĉ"), (0x41, "A"), (0xAD, "Ń"), (0xFF, "ÿ"), (0x00, "Ā")]
      as [(UInt8, String)])
  func spells(byte: UInt8, spelling: String) {
    #expect(Unicode.Scalar(ByteAlphabet.scalars[Int(byte)]).map { String($0) } == spelling)
  }

  /// A piece with a character that spells no byte stands for its own text, all of it.
  @Test(arguments: ["a b", "Ġ世", "\u{144}", "<a>\n"]) func keepsOtherText(piece: String) {
    var bytes: [UInt8] = [0x78]
    ByteAlphabet.appendBytes(spelledBy: Array(piece.utf8)[...], to: &bytes)
    #expect(bytes == [0x78] + Array(piece.utf8))
  }
}
