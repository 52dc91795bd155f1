import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

@testable import TransformerModels

/// Gradients against those of PyTorch: captum's attributions of one score to the tokens' embeddings, as recorded beside
/// the fixtures (`attr_logit/*`, captum 0.9.0 on transformers 4.57.6).
@Suite struct RecordedGradientTests {
  static let names = ["gpt2", "gpt2_noprefix", "bert", "bert_legacy", "bart"]

  private struct Recorded {
    let model: TransformerModel
    let file: SafetensorsFile
    let input: ModelInput
    let objective: Objective
    let value: Double
    /// The sites attributions were taken at, with the endings of the recorded names.
    let sites: [(site: String, ending: String)]

    init(_ name: String) throws {
      let directory = Fixtures.model(name)
      model = try RuleModel(name).model
      file = try SafetensorsFile(path: "\(directory)/oracle.safetensors")
      let document = try ModelConfiguration(path: "\(directory)/oracle.json")
      let attribution = try #require(document.value("cases")?["single"]?["attr"])
      let isDouble = model.info.encoder != nil
      let kind = model.info.kind
      // The decoder reads its start token.
      input = ModelInput(
        ids: try file.integers(named: "single/ids"),
        segments: kind == .masked ? try file.integers(named: "single/token_type_ids") : nil,
        decoderIDs: isDouble ? [2] : nil)
      let position = try #require(attribution["target_position"]?.int)
      let id = try #require(attribution["target_id"]?.int)
      objective = Objective(terms: [.init(.id(id), position: position)])
      value = try #require(attribution["target_logit"]?.double)
      sites =
        isDouble
        ? [("encoder.embeddings.tokens", ""), ("decoder.embeddings.tokens", "_dec")]
        : [("embeddings.tokens", "")]
    }

    func golden(_ method: String, _ ending: String) throws -> GoldenTensor {
      let name = "single/attr_logit/\(method)\(ending)"
      return GoldenTensor(name: name, tensor: try file.tensor(named: name), noise: nil)
    }

    func gradients(_ edits: [Edit] = [], _ tensors: [String: Tensor] = [:]) throws -> PassResult {
      try model.pass(
        PassRequest(
          inputs: [input], edits: edits, objective: objective,
          gradientsAt: sites.map { SitePattern($0.site) },
          tensors: tensors))
    }
  }

  /// `saliency` is the gradient's magnitude, `grad_x_input` the gradient times the embedding.
  @Test(arguments: names) func gradients(_ name: String) throws {
    let recorded = try Recorded(name)
    let result = try recorded.gradients()
    #expect(abs(result.objectiveValues[0] - recorded.value) <= 2e-5)
    let trace = try recorded.model.run(recorded.input, capturing: recorded.sites.map { SitePattern($0.site) })
    for (site, ending) in recorded.sites {
      let gradient = try #require(result.gradients[0][site])
      let magnitudes = Tensor(shape: gradient.shape, values: gradient.values.map(\.magnitude))
      #expect(try recorded.golden("saliency", ending).mismatch(magnitudes) == nil)
      #expect(
        try recorded.golden("grad_x_input", ending).mismatch(gradient * (try #require(trace[site]))) == nil)
    }
    try ParityRecord.note(.gradients, of: Fixtures.model(name), recorded.model.info)
  }

  /// Integrated gradients from zeros: the mean of gradients on the way there, by 50 passes whose embeddings are set.
  @Test(arguments: ["gpt2", "bert", "bart"]) func integrated(_ name: String) throws {
    let recorded = try Recorded(name)
    let trace = try recorded.model.run(recorded.input, capturing: recorded.sites.map { SitePattern($0.site) })
    var sums = try recorded.sites.map { [Double](repeating: 0, count: try #require(trace[$0.site]).count) }
    for (point, weight) in Self.points(50) {
      let tensors = Dictionary(
        uniqueKeysWithValues: try recorded.sites.map { site, _ in
          var scaled = try #require(trace[site])
          scaled.scale(by: Float(point))
          return (site, scaled)
        })
      let gradients = try recorded.gradients(
        recorded.sites.map { Edit($0.site, .set(.tensor($0.site))) }, tensors
      ).gradients[0]
      for (index, (site, _)) in recorded.sites.enumerated() {
        for (element, slope) in try #require(gradients[site]).values.enumerated() {
          sums[index][element] += weight * Double(slope)
        }
      }
    }
    for (index, (site, ending)) in recorded.sites.enumerated() {
      let x = try #require(trace[site])
      let found = Tensor(shape: x.shape, values: zip(sums[index], x.values).map { Float($0 * Double($1)) })
      #expect(try recorded.golden("ig", ending).mismatch(found) == nil)
    }
  }

  /// The points and weights of Gauss and Legendre's rule over [0, 1], by Newton's method on the polynomial's zeros.
  private static func points(_ count: Int) -> [(point: Double, weight: Double)] {
    (0..<count).map { index in
      var x = cosine(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 0.0
      for _ in 0..<20 {
        var (before, value) = (1.0, x)
        for degree in 2...count {
          let next = (Double(2 * degree - 1) * x * value - Double(degree - 1) * before) / Double(degree)
          (before, value) = (value, next)
        }
        slope = Double(count) * (x * value - before) / (x * x - 1)
        x -= value / slope
      }
      return ((1 + x) / 2, 1 / ((1 - x * x) * slope * slope))
    }
  }

  private static func cosine(_ x: Double) -> Double {
    var (term, sum) = (1.0, 1.0)
    for index in 1...20 {
      term *= -x * x / Double((2 * index - 1) * 2 * index)
      sum += term
    }
    return sum
  }
}
