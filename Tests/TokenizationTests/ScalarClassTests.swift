import JSON
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
      (0x41, .letter), (0x39, .number), (0x20, .space), (0x5F, .other), (0x85, .space), (0xA0, .space),
      (0xAA, .letter), (0xB2, .number), (0x301, .other), (0x4E2D, .letter), (0x200B, .other),
      (0x2028, .space),
      (0xD800, .other), (0x1F600, .other), (0x10FFFF, .other), (0xFFFF_FFFF, .other),
    ] as [(UInt32, ScalarClass)])
  func knowsScalars(scalar: UInt32, kind: ScalarClass) { #expect(ScalarClass.of(scalar) == kind) }

  /// Every range of the list the table was made from.
  @Test(.enabled(if: Places.exists(Places.sharedUnicode), "needs ../shared/unicode"))
  func equalsSource() throws {
    let value = try JSONValue(parsing: Places.bytes("\(Places.sharedUnicode)/gpt2_regex_classes.json"))
    let names: [String: ScalarClass] = ["L": .letter, "N": .number, "S": .space, "O": .other]
    var wrong = 0
    for range in try #require(value["ranges"]?.array) {
      let first = try #require(range[0]?.int), last = try #require(range[1]?.int)
      let kind = try #require(range[2]?.string.flatMap { names[$0] })
      for scalar in first...last where ScalarClass.of(UInt32(scalar)) != kind { wrong += 1 }
    }
    #expect(wrong == 0)
  }
}
