import Testing

@testable import Tokenization

/// The table of what BERT needs to know of scalars.
struct ScalarTraitsTests {
  /// The table gives, for every scalar value, what its generator saw.
  @Test func digestIsThatOfTheGenerator() {
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for scalar in 0..<UInt32(0x11_0000) {
      digest = (digest ^ UInt64(ScalarTraits.of(scalar).rawValue)) &* 0x100_0000_01B3
    }
    #expect(digest == ScalarTraits.tableDigest)
  }

  /// Some scalars that are a matter of course, and some on which Unicode versions differ.
  @Test(
    arguments: [
      (0x41, .uppercase), (0x61, []), (0x20, .whiteSpace), (0x09, .whiteSpace),
      (0x0B, [.whiteSpace, .control]),
      (0x00, .control), (0xFFFD, .control), (0x200D, .control), (0xE000, .control),
      (0xB1, []), (0x24, []), (0x301, [.mark, .nonstarter]), (0x34F, .mark), (0x8D4, .nonstarter),
      (0xC5, [.uppercase, .composed]), (0xAC00, .composed), (0x37E, .composed), (0x4E2D, []),
      (0x378, []), (0x10FFFF, []), (0xFFFF_FFFF, []),
    ] as [(UInt32, ScalarTraits)])
  func knowsScalars(scalar: UInt32, traits: ScalarTraits) { #expect(ScalarTraits.of(scalar) == traits) }

  /// Chinese characters are those of Hugging Face's list, with its gap before U+2B920.
  @Test(arguments: [
    (0x33FF, false), (0x3400, true), (0x4DC0, false), (0x9FFF, true), (0xA000, false), (0xAC00, false),
    (0x3042, false), (0xFAFF, true), (0x2B81F, true), (0x2B820, false), (0x2B920, true), (0x2FA1F, true),
    (0x2FA20, false),
  ])
  func chinese(scalar: UInt32, expected: Bool) { #expect(ScalarTraits.isChinese(scalar) == expected) }
}
