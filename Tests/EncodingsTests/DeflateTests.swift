import ExplainerTestSupport
import Testing

@testable import Encodings

/// What is compressed comes back whole.
@Suite struct DeflateTests {
  /// Nothing, single bytes, runs, texts, noise, and more than one block of each.
  @Test(arguments: [0, 1, 2, 3, 4, 5, 257, 258, 259, 600, 40_000, 70_000], [0, 1, 3, 26, 256])
  func roundTrip(_ count: Int, _ alphabet: Int) {
    var state: UInt64 = 42
    let bytes = (0..<count).map { index -> UInt8 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return alphabet == 0 ? UInt8(index / 7 % 5) : UInt8(Int(state >> 33) % alphabet)
    }
    let packed = Deflate.compress(bytes)
    #expect(Inflate.bytes(of: packed) == bytes)
    #expect(packed == Deflate.compress(bytes))
    #expect(packed.count <= count + count / 64 + 256)
  }

  /// Text that repeats itself becomes much shorter.
  @Test func drawings() {
    let drawing = (0..<200).flatMap {
      Array("<rect x=\"\($0 * 12)\" y=\"4\" width=\"11\" class=\"k\($0 % 3)\"/>\n".utf8)
    }
    let packed = Deflate.compress(drawing)
    #expect(packed.count * 4 < drawing.count)
    #expect(Inflate.bytes(of: packed) == drawing)
  }

  /// Codes stay within the lengths that a stream can say, however uneven the counts.
  @Test(arguments: [7, 15]) func longest(_ longest: Int) {
    var counts = [1, 1]
    while counts.count < 19 { counts.append(counts[counts.count - 1] + counts[counts.count - 2]) }
    let code = PrefixCode(counts: counts, longest: longest)
    #expect(code.lengths.allSatisfy { (1...longest).contains($0) })
    // In a stream the first bit comes first.
    for (bits, (word, length)) in zip(code.bits, zip(code.codes, code.lengths)) {
      #expect((0..<length).allSatisfy { bits >> $0 & 1 == word >> (length - 1 - $0) & 1 })
    }
    // Neither too many codes of a length, nor too few.
    #expect(code.lengths.reduce(0) { $0 + 1 << (longest - $1) } == 1 << longest)
  }
}
