import Testing

@testable import Tokenization

/// The table of character classes.
struct ScalarClassTests {
  /// The table gives, for every scalar value, what its generator was given.
  @Test func digestIsThatOfTheGenerator() {
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for scalar in 0..<UInt32(0x11_0000) {
      digest = (digest ^ UInt64(ScalarClass.of(scalar).rawValue)) &* 0x100_0000_01B3
    }
    #expect(digest == ScalarClass.tableDigest)
  }

  /// Some scalars whose class is a matter of course, and some on which Unicode versions differ.
  @Test(
    arguments: [
      (0x41, .uppercaseLetter), (0x61, .lowercaseLetter), (0x1C5, .titlecaseLetter), (0x2B0, .modifierLetter),
      (0x39, .decimalNumber), (0x20, .space), (0x5F, .punctuation), (0x85, .space), (0xA0, .space),
      (0xAA, .otherLetter),
      (0xB2, .otherNumber), (0x301, .mark), (0x4E2D, .otherLetter), (0x200B, .other), (0x2028, .space),
      (0x24, .punctuationSymbol),
      (0x20AC, .symbol), (0x61D, .laterPunctuation), (0x111C9, .punctuationMark), (0xD800, .other),
      (0x1F600, .symbol),
      (0x10FFFF, .other), (0xFFFF_FFFF, .other),
    ] as [(UInt32, ScalarClass)])
  func knowsScalars(scalar: UInt32, kind: ScalarClass) { #expect(ScalarClass.of(scalar) == kind) }
}
