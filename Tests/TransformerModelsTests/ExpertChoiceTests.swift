import Glibc
import Tensors
import Testing

@testable import TransformerModels

/// Which experts tokens are sent to where groups, biases and shares of each by itself count.
@Suite struct ExpertChoiceTests {
  /// Scores whose σ is the number given.
  private func scores(_ shares: [Float]) -> Tensor {
    Tensor(shape: [1, shares.count], values: shares.map { Float(log(Double($0) / (1 - Double($0)))) })
  }

  /// Only experts of the best groups are chosen: those with the best expert, or the best two together.
  @Test(arguments: [(1, 1, [0, 1]), (2, 1, [3, 2]), (1, 2, [0, 3]), (2, 2, [0, 3]), (2, 3, [0, 3])])
  func groups(_ counted: Int, _ open: Int, _ expected: [Int]) {
    var choice = ExpertChoice(count: 2, isRenormed: false, sharing: .sigmoid(epsilon: 0))
    choice.groups = ExpertChoice.Groups(count: 3, chosen: open, counted: counted)
    // Groups of two have 0.95, 1.1 and 0.85 together, and 0.9, 0.6 and 0.45 at best.
    #expect(choice.ranked(scores([0.9, 0.05, 0.5, 0.6, 0.4, 0.45])) == [expected])
  }

  /// A bias changes who is chosen and in which order, and not how much each counts.
  @Test(arguments: [false, true]) func bias(_ isRenormed: Bool) {
    let choice = ExpertChoice(count: 2, isRenormed: isRenormed, sharing: .sigmoid(epsilon: 0))
    let scores = scores([0.8, 0.2, 0.4])
    #expect(choice.ranked(scores) == [[0, 2]])
    let ranked = choice.ranked(scores, bias: Tensor(shape: [3], values: [0, 0.7, 0]))
    #expect(ranked == [[1, 0]])
    let weights = choice.weights(scores, ranked).values
    let expected: [Float] = isRenormed ? [0.8, 0.2, 0] : [0.8, 0.2, 0]
    #expect(zip(weights, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  /// What is added to the sum of shares takes a part of it.
  @Test func sum() {
    let choice = ExpertChoice(count: 1, isRenormed: true, sharing: .sigmoid(epsilon: 0.25))
    let scores = scores([0.75, 0.5])
    #expect(abs(choice.weights(scores, choice.ranked(scores))[0, 0] - 0.75) < 1e-6)
  }
}
