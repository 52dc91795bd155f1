import Testing

@testable import Tokenization

/// Decomposition and lower case of single scalars.
struct UnicodeMappingTests {
  private static func decomposed(_ scalar: UInt32) -> [UInt32] {
    var parts: [UInt32] = []
    Decomposition.append(scalar, to: &parts)
    return parts
  }

  private static func lowercased(_ scalar: UInt32) -> [UInt32] {
    let (first, second) = LowercaseMapping.lowercase(scalar)
    return [first] + (second.map { [$0] } ?? [])
  }

  private static func digest(of forms: (UInt32) -> [UInt32]) -> UInt64 {
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    // Nothing above is decomposed or has a case.
    for scalar in 0..<UInt32(0x2_FA20) {
      let form = forms(scalar)
      guard form != [scalar] else { continue }
      for part in form { digest = (digest ^ UInt64(part)) &* 0x100_0000_01B3 }
    }
    return digest
  }

  /// All decompositions are what the tables' generator saw, and so are all lower-case forms.
  @Test func digestsAreThoseOfTheGenerator() {
    #expect(Self.digest(of: Self.decomposed) == Decomposition.tableDigest)
    #expect(Self.digest(of: Self.lowercased) == LowercaseMapping.tableDigest)
  }

  /// The table of traits agrees with both about which scalars there is something to do for.
  @Test func agreeWithTraits() {
    for scalar in 0..<UInt32(0x2_FA20) {
      let traits = ScalarTraits.of(scalar)
      #expect(traits.contains(.composed) == (Self.decomposed(scalar) != [scalar]))
      #expect(traits.contains(.uppercase) == (Self.lowercased(scalar) != [scalar]))
    }
    for scalar in 0..<UInt32(0x1_F000) where ScalarTraits.of(scalar).contains(.nonstarter) {
      #expect(Decomposition.combiningClass(of: scalar) != 0)
    }
  }

  /// Decompositions into up to four scalars, singletons, and Hangul with and without a final consonant.
  @Test(
    arguments: [
      (0x41, [0x41]), (0xE9, [0x65, 0x301]), (0x1EBF, [0x65, 0x302, 0x301]), (0x212B, [0x41, 0x30A]),
      (0x1F82, [0x3B1, 0x313, 0x300, 0x345]), (0xF900, [0x8C48]), (0xAC00, [0x1100, 0x1161]),
      (0xD7A3, [0x1112, 0x1175, 0x11C2]), (0xD7A4, [0xD7A4]), (0x344, [0x308, 0x301]), (0x11938, [0x11938]),
    ] as [(UInt32, [UInt32])])
  func decomposes(scalar: UInt32, parts: [UInt32]) { #expect(Self.decomposed(scalar) == parts) }

  /// Lower case of one scalar, whatever its neighbours.
  @Test(
    arguments: [
      (0x41, [0x61]), (0x5B, [0x5B]), (0x130, [0x69, 0x307]), (0x3A3, [0x3C3]), (0x1E9E, [0xDF]),
      (0x1C5, [0x1C6]), (0x101, [0x101]), (0x2160, [0x2170]), (0x10400, [0x10428]), (0x10FFFF, [0x10FFFF]),
      (0, [0]),
    ] as [(UInt32, [UInt32])])
  func lowercases(scalar: UInt32, form: [UInt32]) { #expect(Self.lowercased(scalar) == form) }

  /// Combining classes, at the ends of ranges and beside them.
  @Test(
    arguments: [
      (0x2FF, 0), (0x300, 230), (0x316, 220), (0x345, 240), (0x334, 1), (0x3099, 8), (0x1B44, 9),
      (0x41, 0), (0x1E94A, 7), (0x1E94B, 0), (0x10FFFF, 0),
    ] as [(UInt32, UInt8)])
  func combiningClasses(scalar: UInt32, kind: UInt8) {
    #expect(Decomposition.combiningClass(of: scalar) == kind)
  }
}
