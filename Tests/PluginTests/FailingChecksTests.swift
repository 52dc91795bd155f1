import ExplainerCore
import ExplainerTestSupport
import Glibc
import JSON
import Tensors
import Testing

@testable import Activations
@testable import AttentionNeuronView
@testable import Factorization
@testable import Predictions
@testable import Rankings

/// A check that fails is shown as failed, with what was measured; one that just holds is not.
@Suite struct FailingChecksTests {
  /// Logits that give the middle one of three tokens this share, the others the same.
  private static func scores(_ share: Double) -> [Float] {
    [0, Float(log(2 * share / (1 - share))), 0]
  }

  private func check(
    _ name: String, of explainer: some Explainer, _ model: any Model, _ given: JSONObject = [:],
    text: String = "a b"
  ) throws -> Check? {
    let parameters = try explainer.entryPoint.resolve(given)
    return try explainer.explain(ExplainerCall(texts: [text], parameters: parameters, model: model)).checks
      .first { $0.name == name }
  }

  /// `predictions` holds the last layer's probability of the predicted token against the one the model put it by.
  @Test(arguments: [
    (0.5, 0.5, true), (0.5, 0.50008, true), (0.5, 0.4998, false), (0.5, 0.5002, false), (0.9, 0.1, false),
    (0.5, 0, false),
  ])
  func lastLayer(_ read: Double, _ claimed: Double, _ passes: Bool) throws {
    let model = LensStubModel(claimed: Float(claimed)) { _ in Self.scores(read) }
    let check = try #require(try check("last_layer_error", of: PredictionsExplainer(), model, ["topk": 3]))
    #expect(check.passed == passes)
    #expect(abs((check.value.double ?? .nan) - abs(read - claimed)) < 1e-6)
  }

  /// The last layer is the one that is looked at: what an earlier one makes of the token is no error, and where it is not
  /// among those shown, or its answer not among the candidates, nothing is said.
  @Test func lastLayerAlone() throws {
    let model = LensStubModel(claimed: 0.5) { Self.scores($0 == 1 ? 0.5 : 0.9) }
    let lens = PredictionsExplainer()
    #expect(try check("last_layer_error", of: lens, model, ["topk": 3])?.passed == true)
    #expect(try check("last_layer_error", of: lens, model, ["layer": 0, "topk": 3]) == nil)
    let other = LensStubModel(claimed: 0.5) { _ in [3, 0, 0] }
    #expect(try check("last_layer_error", of: lens, other, ["topk": 1]) == nil)
  }

  /// `predictions` says where the probabilities of any layer are none.
  @Test(arguments: [0, 1], [[0, .infinity, 0], [-.infinity, -.infinity, -.infinity]] as [[Float]])
  func probabilitySum(_ layer: Int, _ scores: [Float]) throws {
    let whole = LensStubModel(claimed: 0.5) { _ in Self.scores(0.5) }
    let lens = PredictionsExplainer()
    #expect(try check("probability_sum_error", of: lens, whole, ["topk": 3])?.passed == true)
    let broken = LensStubModel(claimed: 0.5) { $0 == layer ? scores : Self.scores(0.5) }
    #expect(try check("probability_sum_error", of: lens, broken, ["topk": 3])?.passed == false)
  }

  /// `rankings` says what rank the last layer gives to what the model chose, the worst of all.
  @Test(arguments: [([0, 1, 0], 1), ([1, 0.5, 0], 2), ([2, 0, 1], 3)] as [([Float], Int)])
  func greedyRank(_ scores: [Float], _ rank: Int) throws {
    let model = LensStubModel(claimed: 0.5) { $0 == 1 ? scores : [0, 9, 0] }
    let check = try #require(try check("greedy_rank_at_last_layer", of: RankingsExplainer(), model))
    #expect(check.value == .integer(rank) && check.passed == (rank == 1))
  }

  /// `attention_neuron_view` says where the softmax of queries and keys is not the pattern: here they are all ones, which
  /// is even weights.
  @Test(arguments: [true, false]) func softmax(_ isEven: Bool) throws {
    var model = AttentionStubModel()
    if !isEven { model.weight = { _, head, _, key in head == 1 && key == 0 ? 2 : 1 } }
    let check = try #require(
      try check("softmax_error", of: AttentionNeuronViewExplainer(), model, text: "a b c"))
    #expect(check.passed == isEven)
    // The last of three rows is 2/4, 1/4, 1/4 in place of thirds; the second 2/3, 1/3 in place of halves.
    #expect(abs((check.value.double ?? .nan) - (isEven ? 0 : 1.0 / 6)) < 1e-6)
  }

  /// `activations` says where it was stopped before it came to rest.
  @Test(arguments: [1, 10_000]) func converged(_ iterations: Int) throws {
    let model = StubModel { layer, neuron, id, place in
      Float((layer + 2 * neuron + 3 * id + place * place) % 7)
    }
    let check = try #require(
      try check(
        "nmf_converged", of: ActivationsExplainer(), model,
        ["n_components": 2, "max_iter": .integer(iterations)], text: "a bb ccc dddd eeeee bb a ccc"))
    #expect(check.passed == (iterations > 1) && check.value == .bool(iterations > 1))
  }

  /// Factors that account for nothing of the activations, or for what is no number, are no factors.
  @Test(arguments: [(0.25, true), (0.999, true), (1, false), (3, false), (.nan, false)] as [(Double, Bool)])
  func relativeError(_ error: Double, _ passes: Bool) throws {
    let model = StubModel { _, neuron, _, _ in Float(neuron) }
    let parameters = try ActivationsExplainer().entryPoint.resolve([:])
    let report = ActivationsReport(
      text: "a bb", model: model.info,
      matrix: try NeuronMatrix(ExplainerCall(texts: ["a bb"], parameters: parameters, model: model)),
      rows: [0, 1], requested: 0,
      factors: Factors(
        tokens: Tensor(shape: [2, 0], values: []), neurons: Tensor(shape: [0, 8], values: []), iterations: 1,
        converged: true, violationRatio: 0, error: error, norm: 1, density: 1),
      isNormalized: false, summaries: [])
    #expect(report.checks.map(\.name) == ["nmf_converged", "nmf_relative_error"])
    #expect(report.checks[1].passed == passes)
  }
}
