import JSON
import Testing

@testable import Factorization

/// The random numbers are NumPy's.
@Suite struct NormalStreamTests {
  /// A million numbers agree with `RandomState(0).standard_normal` in every bit.
  @Test func numbers() throws {
    let expected = try #require(FactorFixture.document["normals"])
    let first = (expected["first"]?.array ?? []).compactMap(\.double)
    let count = try #require(expected["count"]?.int)
    var stream = NormalStream(seed: 0)
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325, last = 0.0
    for index in 0..<count {
      last = stream.next()
      if index < first.count { #expect(last == first[index]) }
      hash = (hash ^ last.bitPattern) &* 0x100_0000_01B3
    }
    #expect(last == expected["last"]?.double)
    #expect(String(hash, radix: 16) == String(try #require(expected["hash"]?.string).drop { $0 == "0" }))
  }

  /// The words under them are those of the generator's authors for the seed 5489.
  @Test func words() {
    var twister = MersenneTwister(seed: 5489)
    #expect(twister.next() == 3_499_211_612)
    for _ in 2..<10_000 { _ = twister.next() }
    #expect(twister.next() == 4_123_659_995)
  }
}
