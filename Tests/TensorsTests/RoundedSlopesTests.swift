import Testing

@testable import Tensors

/// Biases that models were trained with in bfloat16 are rounded as PyTorch 2.15.0 does it: slope, position and product, each
/// to the nearest.
@Suite struct RoundedSlopesTests {
  private static let keys = [3, 129, 257, 300, 1001, 2047]

  @Test(
    arguments: [
      (0.70710678, [2.125, 91, 181, 212, 708, 1448]), (0.25, [0.75, 32.25, 64, 75, 250, 512]),
      (0.0441942, [0.1328125, 5.6875, 11.3125, 13.25, 44.25, 90.5]),
    ] as [(Float, [Float])])
  func rounding(_ slope: Float, _ expected: [Float]) {
    #expect(Self.keys.map { PositionBias.rounded(slope: slope, key: $0) } == expected)
  }
}
