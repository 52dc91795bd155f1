import Testing

@testable import Tensors

@Suite struct RMSNormTests {
  /// Within 2e-6 of the definition for any shape, as layer norms are: no rows, one column and heads side by side
  /// included, with Gemma's offset and without.
  @Test(
    arguments: [(0, 5, 1), (1, 1, 1), (1, 768, 1), (3, 7, 5), (17, 33, 2), (2, 64, 12)], [0, 1] as [Float])
  func nearDefinition(_ shape: (rows: Int, width: Int, groups: Int), _ offset: Float) {
    var random = RandomNumbers()
    let x = random.tensor([shape.rows, shape.width * shape.groups], scale: 20)
    let norm = RMSNorm(weight: random.tensor([shape.width]), epsilon: 1e-5, offset: offset)
    let expected = ReferenceKernels.norm(
      ReferenceMatrix(x), gain: norm.weight.values.map { Double($0) + Double(offset) },
      epsilon: Double(norm.epsilon), isCentered: false)
    #expect(norm(x).difference(to: expected.tensor) < 2e-6)
  }

  /// A row of which squares overflow is no number rather than 0; one of zeros stays 0.
  @Test func extremes() {
    let norm = RMSNorm(weight: Tensor(shape: [2], values: [1, 1]), epsilon: 1e-6)
    let found = norm(Tensor(shape: [2, 2], values: [1e25, 1, 0, 0])).values
    #expect(found[0].isNaN && found[1].isNaN && found[2] == 0 && found[3] == 0)
  }
}
