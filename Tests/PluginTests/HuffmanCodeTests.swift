import Testing

@testable import AttentionReading

/// Codes for the upper bytes of half-precision numbers.
@Suite struct HuffmanCodeTests {
  /// What was coded reads back bit by bit: numbers of many sizes, of one size, one number alone, none.
  @Test(arguments: [0, 1, 2, 4096]) func readsBack(_ count: Int) {
    var state: UInt64 = 11
    let halves = (0..<count).map { index -> UInt16 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Float(Int32(truncatingIfNeeded: state >> 32)) * 0x1p-31
      return HalfPrecision.bits(index % 3 == 0 ? value * value * value : value)
    }
    #expect(Self.decoded(PackedTensor.coded(halves), count: count) == halves)
    let alike = [UInt16](repeating: 0x3C00, count: count)
    #expect(Self.decoded(PackedTensor.coded(alike), count: count) == alike)
  }

  /// The halves in what `PackedTensor.coded` writes, read one bit after the other.
  static func decoded(_ coded: [UInt8], count: Int) -> [UInt16] {
    let lengths = coded.prefix(128).flatMap { [Int($0 >> 4), Int($0 & 15)] }
    var codes: [Int: UInt8] = [:]
    var next = 0
    for length in 1...15 {
      for byte in lengths.indices where lengths[byte] == length {
        codes[length << 16 | next] = UInt8(byte)
        next += 1
      }
      next <<= 1
    }
    let lower = coded.suffix(count)
    var upper: [UInt8] = []
    var (bits, length) = (0, 0)
    for byte in coded.dropFirst(128).dropLast(count) {
      for shift in (0..<8).reversed() where upper.count < count {
        (bits, length) = (bits << 1 | Int(byte >> UInt8(shift) & 1), length + 1)
        guard let found = codes[length << 16 | bits] else { continue }
        upper.append(found)
        (bits, length) = (0, 0)
      }
    }
    return zip(upper, lower).map { UInt16($0) << 8 | UInt16($1) }
  }
}
