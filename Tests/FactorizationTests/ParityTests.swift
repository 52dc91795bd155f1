import ExplainerTestSupport
import Files
import Tensors
import Testing

@testable import Factorization

/// The same input gives the factors scikit-learn gives.
@Suite struct ParityTests {
  static let sharedModels = [
    "albert", "bart", "bert", "bert_legacy", "distilbert", "electra", "gemma", "gemma2", "gpt2",
    "gpt2_noprefix",
    "gpt_neo", "llama", "llama3", "mistral", "pegasus", "qwen2", "qwen3", "roberta", "t5", "t5_gated",
  ].map { "\(Fixtures.shared)/tiny/\($0)" }
  static let hasShared = FileSystem.isFile("\(Fixtures.shared)/tiny/bert/oracle.json")

  /// On every kind of matrix: initial values to units of the last digit, final ones within what
  /// scikit-learn's own answer moves with its precision, and after as many rounds.
  @Test(arguments: FactorFixture.names) func fixture(_ name: String) throws {
    try expectParity(FactorFixture(name))
  }

  /// On activations of the models among the fixtures.
  @Test(arguments: ["gpt2", "gpt2_noprefix"]) func model(_ name: String) throws {
    try expectParity(#require(try FactorFixture(oracle: Fixtures.model(name))))
  }

  /// On activations of every family.
  @Test(.enabled(if: hasShared, "the folder 'shared' is not beside the package"), arguments: sharedModels)
  func family(_ directory: String) throws {
    try expectParity(#require(try FactorFixture(oracle: directory)))
  }

  private func expectParity(_ fixture: FactorFixture) throws {
    let matrix = try ActivationMatrix(blocks: fixture.blocks, streamOrder: fixture.streamOrder)
    let options = NonnegativeFactorization.Options(
      components: fixture.components, initialisation: fixture.initialisation)
    if case .random = fixture.initialisation {
      let sum = fixture.matrix.values.reduce(0) { $0 + Double($1) }
      let initial = InitialFactors.random(matrix, sum: sum, options: options)
      #expect(zip(initial.w, fixture.initial.w.values).allSatisfy(isNearlyEqual))
      #expect(zip(initial.h, fixture.initial.h.values).allSatisfy(isNearlyEqual))
    } else {
      // Both take sums of single-precision products, and entries near the 10⁻⁶ that becomes 0 may differ.
      let initial = try SingularVectors(of: matrix, options: options) { _ in }.initialFactors
      let w = Tensor(shape: fixture.initial.w.shape, values: initial.w)
      let h = Tensor(shape: fixture.initial.h.shape, values: initial.h)
      #expect(w.relativeDistance(to: fixture.initial.w) < 1e-5)
      #expect(h.relativeDistance(to: fixture.initial.h) < 1e-5)
    }
    let factors = try NonnegativeFactorization.factorize(
      blocks: fixture.blocks, streamOrder: fixture.streamOrder, options: options)
    #expect(abs(factors.iterations - fixture.iterations) <= fixture.noise.iterations)
    #expect(factors.converged == (factors.iterations < options.maximumIterations))
    #expect(factors.tokens.relativeDistance(to: fixture.final.w) <= max(1e-5, 4 * fixture.noise.w))
    #expect(factors.neurons.relativeDistance(to: fixture.final.h) <= max(1e-5, 4 * fixture.noise.h))
    // A rank-1 matrix is reproduced to rounding, where a ratio of errors says nothing.
    #expect(factors.error <= 1.0001 * fixture.error + 1e-6 * factors.norm)
    #expect(factors.error >= 0.9999 * fixture.error - 1e-6 * factors.norm)
    let reported = ReferenceFactorization.error(fixture.matrix, factors.tokens, factors.neurons)
    #expect(abs(factors.error - reported) <= 1e-5 * reported + 1e-6 * factors.norm)
  }

  /// Within four units of the last digit: the mean that scales them is summed in another order.
  private func isNearlyEqual(_ a: Float, _ b: Float) -> Bool { abs(a - b) <= 4 * b.ulp }
}
