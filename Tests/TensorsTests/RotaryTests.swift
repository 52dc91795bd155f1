import Testing

@testable import Tensors

@Suite struct RotaryTests {
  private func rotary(size: Int, isInterleaved: Bool, factor: Float = 1, first: Int = 0) -> Rotary {
    let frequencies = (0..<size / 2).map { Float(1) / Float(1 + 3 * $0) }
    return Rotary(frequencies: frequencies, isInterleaved: isInterleaved, attentionFactor: factor).beginning(
      at: first)
  }

  /// Within 3e-5 of exact angles, in both orders, whole heads and parts of them: at position 300 an angle rounded to
  /// single precision is off by 1.5e-5, which is the rounding the published models were trained with.
  @Test(
    arguments: [(0, 1, 4, 4), (1, 1, 2, 2), (3, 2, 5, 2), (5, 3, 64, 64), (17, 2, 33, 20)], [false, true])
  func nearDefinition(_ shape: (rows: Int, heads: Int, width: Int, size: Int), _ isInterleaved: Bool) {
    var random = RandomNumbers()
    let rotary = rotary(size: shape.size, isInterleaved: isInterleaved, factor: 1.25)
    let positions = (0..<shape.rows).map { $0 * 37 % 301 }
    let x = random.tensor([shape.rows, shape.heads * shape.width])
    var found = x
    rotary.rotate(&found, heads: shape.heads, positions: positions)
    let expected = ReferenceKernels.rotated(
      ReferenceMatrix(x), by: rotary, heads: shape.heads, positions: positions)
    #expect(found.difference(to: expected.tensor) < 3e-5)
  }

  /// Dimensions before the first that is turned stay as they are, as do those behind the last.
  @Test(arguments: [(2, 3, 7, 4, 3), (1, 1, 8, 6, 1), (4, 2, 5, 2, 0)], [false, true])
  func fromWithin(
    _ shape: (rows: Int, heads: Int, width: Int, size: Int, first: Int), _ isInterleaved: Bool
  ) {
    var random = RandomNumbers()
    let rotary = rotary(size: shape.size, isInterleaved: isInterleaved, factor: 1.5, first: shape.first)
    let positions = (0..<shape.rows).map { 3 + 5 * $0 }
    let x = random.tensor([shape.rows, shape.heads * shape.width])
    var found = x
    rotary.rotate(&found, heads: shape.heads, positions: positions)
    let expected = ReferenceKernels.rotated(
      ReferenceMatrix(x), by: rotary, heads: shape.heads, positions: positions)
    #expect(found.difference(to: expected.tensor) < 1e-5)
    for column in 0..<shape.heads * shape.width {
      let isTurned = (shape.first..<shape.first + shape.size).contains(column % shape.width)
      #expect(isTurned || found[0, column] == x[0, column])
    }
    rotary.inverted.rotate(&found, heads: shape.heads, positions: positions)
    #expect(rotary.inverted.first == shape.first && found[0, shape.first] != x[0, shape.first])
  }

  /// At position 0 nothing moves; the inverse takes a rotation back, but for the factor, which it applies again.
  @Test(arguments: [false, true]) func inverse(_ isInterleaved: Bool) {
    var random = RandomNumbers()
    let x = random.tensor([4, 24])
    var still = x
    rotary(size: 6, isInterleaved: isInterleaved).rotate(&still, heads: 3, positions: [0, 0, 0, 0])
    #expect(still == x)
    let stretched = rotary(size: 8, isInterleaved: isInterleaved, factor: 2)
    var found = x
    stretched.rotate(&found, heads: 3, positions: [1, 5, 5, 1000])
    stretched.inverted.rotate(&found, heads: 3, positions: [1, 5, 5, 1000])
    found.scale(by: 0.25)
    #expect(found.difference(to: x) < 1e-6)
    #expect(stretched.inverted.inverted.inverted.attentionFactor == 2)
  }

  /// The inverse is the transpose: ⟨rotate x, y⟩ = ⟨x, unrotate y⟩, to the rounding of 24 products.
  @Test(arguments: [false, true]) func transpose(_ isInterleaved: Bool) {
    var random = RandomNumbers()
    let rotary = rotary(size: 6, isInterleaved: isInterleaved, factor: 1.5)
    let (x, y) = (random.tensor([1, 24]), random.tensor([1, 24]))
    var (turned, back) = (x, y)
    rotary.rotate(&turned, heads: 3, positions: [7])
    rotary.inverted.rotate(&back, heads: 3, positions: [7])
    #expect(abs((turned * y).values.reduce(0, +) - (x * back).values.reduce(0, +)) < 1e-5)
  }
}
