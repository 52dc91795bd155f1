import Testing

@testable import Tensors

@Suite struct SoftmaxTests {
  /// Within 3e-7 of the definition for any shape and mask; what is hidden is exactly 0.
  @Test(
    arguments: [[0, 3], [1, 1], [1, 50_257], [4, 4], [5, 9], [33, 33], [3, 1025]], [nil, 0, 2] as [Int?])
  func nearDefinition(_ shape: [Int], _ start: Int?) {
    var random = RandomNumbers()
    let x = random.tensor(shape, scale: 12)
    let mask = start.map { AttentionMask.causal(start: $0) } ?? .none
    var found = x
    found.softmax(mask: mask)
    #expect(found.difference(to: ReferenceKernels.softmax(x, mask: mask)) < 3e-7)
    guard let start else { return }
    for t in 0..<shape[0] {
      #expect(found.slice(t).values.dropFirst(t + start + 1).allSatisfy { $0 == 0 })
    }
  }

  /// Extreme scores neither overflow nor leak; rows without a finite maximum are NaN.
  @Test func extremes() {
    func row(_ values: [Float]) -> [Float] {
      Tensor(shape: [1, values.count], values: values).softmaxed.values
    }
    #expect(row([1e30, -1e30, 1e30]) == [0.5, 0, 0.5])
    #expect(row([-1e30]) == [1])
    #expect(row([-.infinity, 3, -.infinity]) == [0, 1, 0])
    #expect(row([3e38, 3e38, -3e38]) == [0.5, 0.5, 0])
    for bad in [[.infinity, 0], [.nan, 0], [-.infinity, -.infinity]] as [[Float]] {
      #expect(row(bad).allSatisfy { $0.isNaN })
    }
  }

  /// A tensor of several matrices has the mask applied to each.
  @Test func stacked() {
    var random = RandomNumbers()
    let x = random.tensor([3, 4, 4])
    var found = x
    found.softmax(mask: .causal(start: 0))
    for head in 0..<3 {
      let expected = ReferenceKernels.softmax(x.slice(head), mask: .causal(start: 0))
      #expect(found.slice(head).difference(to: expected) < 3e-7)
    }
  }

  /// log Σ exp agrees to 1e-6 with the definition and does not overflow.
  @Test(arguments: [1, 2, 31, 1024, 1025, 50_257]) func logSumExp(_ count: Int) {
    var random = RandomNumbers()
    let x = random.tensor([count], scale: 30)
    #expect(abs(x.logSumExp - ReferenceKernels.logSumExp(x)) < 1e-6)
    #expect(Tensor(shape: [2], values: [1e30, 1e30]).logSumExp == Double(Float(1e30)))
    #expect(Tensor(shape: [0], values: []).logSumExp == -.infinity)
  }
}
