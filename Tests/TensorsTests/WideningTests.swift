import Testing

@testable import Tensors

@Suite struct WideningTests {
  private func widen(_ halves: [UInt16], isBrain: Bool, skipping: Int = 0) -> [Float] {
    let bytes = [UInt8](repeating: 0, count: skipping) + halves.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    return bytes.withUnsafeBytes { all in
      TensorArena(capacity: halves.count).tensor(
        shape: [halves.count], reading: UnsafeRawBufferPointer(rebasing: all[skipping...]),
        as: isBrain ? .bf16 : .f16
      ).values
    }
  }

  /// All 65,536 half-precision numbers widen exactly: denormals, zeros of both signs, infinities, NaN.
  @Test func everyHalf() {
    let halves = (UInt16.min...UInt16.max).map { $0 }
    let isRight = zip(halves, widen(halves, isBrain: false)).allSatisfy { bits, found in
      let expected = ReferenceKernels.half(bits)
      return expected.isNaN ? found.isNaN : found.bitPattern == expected.bitPattern
    }
    #expect(isRight)
  }

  /// All bfloat16 numbers are the upper halves of their 32 bits.
  @Test func everyBrainFloat() {
    let halves = (UInt16.min...UInt16.max).map { $0 }
    #expect(zip(halves, widen(halves, isBrain: true)).allSatisfy { $1.bitPattern == UInt32($0) << 16 })
  }

  /// Any count and any alignment of the bytes.
  @Test(arguments: [0, 1, 2, 7, 17], [0, 1, 2, 3]) func countsAndAlignment(_ count: Int, _ skipping: Int) {
    let halves = (0..<count).map { UInt16($0 * 977 + 15360) }
    #expect(widen(halves, isBrain: false, skipping: skipping) == halves.map(ReferenceKernels.half))
  }
}
