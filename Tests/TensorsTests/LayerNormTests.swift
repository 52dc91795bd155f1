import Testing

@testable import Tensors

@Suite struct LayerNormTests {
  /// Within 2e-6 of the definition for any shape, no rows and one column included.
  @Test(arguments: [[0, 5], [1, 1], [1, 768], [3, 7], [5, 40], [2, 1023], [17, 33]])
  func nearDefinition(_ shape: [Int]) {
    var random = RandomNumbers()
    let x = random.tensor(shape, scale: 20)
    let (weight, bias) = (random.tensor([shape[1]]), random.tensor([shape[1]]))
    let norm = LayerNorm(weight: weight, bias: bias, epsilon: 1e-5)
    let expected = ReferenceKernels.layerNorm(x, weight: weight, bias: bias, epsilon: 1e-5)
    #expect(norm(x).difference(to: expected) < 2e-6)
  }

  /// Without a bias a norm is what it is with one of zeros.
  @Test func withoutBias() {
    var random = RandomNumbers()
    let (x, weight) = (random.tensor([3, 37], scale: 5), random.tensor([37]))
    let zeros = Tensor(shape: [37], values: [Float](repeating: 0, count: 37))
    #expect(
      LayerNorm(weight: weight, epsilon: 1e-5)(x) == LayerNorm(weight: weight, bias: zeros, epsilon: 1e-5)(x))
  }

  /// A row of equal numbers becomes the bias; a large common offset costs digits of the input only.
  @Test func constantRows() {
    let ones = Tensor(shape: [8], values: [Float](repeating: 1, count: 8))
    let norm = LayerNorm(weight: ones, bias: ones, epsilon: 1e-5)
    #expect(norm(Tensor(shape: [1, 8], values: [Float](repeating: 5, count: 8))).values == ones.values)
    let x = Tensor(shape: [1, 8], values: (0..<8).map { 4096 + Float($0) })
    #expect(
      norm(x).difference(to: ReferenceKernels.layerNorm(x, weight: ones, bias: ones, epsilon: 1e-5)) < 1e-6)
  }
}
