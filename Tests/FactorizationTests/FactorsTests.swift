import Tensors
import Testing

@testable import Factorization

/// Shares, scales and orders of factors.
@Suite struct FactorsTests {
  /// Three factors of two tokens and three neurons: masses 3·2 = 6, 4·6 = 24 and 0.
  private let factors = Factors(
    tokens: Tensor(shape: [2, 3], values: [1, 4, 0, 2, 0, 5]),
    neurons: Tensor(shape: [3, 3], values: [2, 0, 0, 1, 2, 3, 0, 0, 0]), iterations: 9, converged: true,
    violationRatio: 1e-5, error: 1, norm: 4, density: 0.5)

  /// A share is the factor's part of the reconstruction's total.
  @Test func shares() {
    #expect(factors.shares == [0.2, 0.8, 0])
    #expect(factors.relativeError == 0.25 && factors.count == 3)
  }

  /// Rows of H get length 1, the reconstruction and the shares stay; a factor of 0 is 0 on both sides.
  @Test func normalized() {
    let scaled = factors.normalized
    for factor in 0..<2 {
      let length = scaled.neurons.slice(factor).values.reduce(0) { $0 + $1 * $1 }
      #expect(abs(length - 1) < 1e-6)
    }
    #expect(scaled.tokens.values.enumerated().allSatisfy { $0 % 3 != 2 || $1 == 0 })
    let before = factors.tokens.multiplied(by: factors.neurons)
    #expect(scaled.tokens.multiplied(by: scaled.neurons).relativeDistance(to: before) < 1e-6)
    for (new, old) in zip(scaled.shares, factors.shares) { #expect(abs(new - old) < 1e-6) }
    #expect(scaled.iterations == 9 && scaled.error == 1 && scaled.density == 0.5)
  }

  /// The greatest share comes first, in W and H alike.
  @Test func sorted() {
    let sorted = factors.sortedByShare
    #expect(sorted.shares == [0.8, 0.2, 0])
    #expect(sorted.tokens.values == [4, 1, 0, 0, 2, 5])
    #expect(sorted.neurons.values == [1, 2, 3, 2, 0, 0, 0, 0, 0])
  }

  /// Factors that are all 0 have no share.
  @Test func nothing() {
    let none = Factors(
      tokens: Tensor(shape: [2, 2], values: [0, 0, 0, 0]), neurons: Tensor(shape: [2, 1], values: [1, 1]),
      iterations: 1, converged: false, violationRatio: 1, error: 1, norm: 1, density: 1)
    #expect(none.shares == [0, 0])
    #expect(none.sortedByShare.tokens == none.tokens)
  }
}
