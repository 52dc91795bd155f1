import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

@testable import TransformerModels

/// Weights go by the names of the sites they make, whichever way round a checkpoint stores them.
@Suite struct WeightNameTests {
  static let models = ["gpt2", "bert", "bert_classifier", "bart", "llama3"]

  private func model(_ name: String) throws -> TransformerModel {
    try #require(
      try Fixtures.loaded(ModelLocation(id: name, directory: Fixtures.model(name), origin: .directory))
        as? TransformerModel)
  }

  /// What a site holds is its weight times what stands before it, plus its bias: x·Wᵀ + b, `[out, in]`.
  @Test(arguments: [
    ("gpt2", "layers.1.attention.normed", "layers.1.attention.key"),
    ("gpt2", "layers.2.attention.mixed", "layers.2.attention.output"),
    ("gpt2", "layers.0.mlp.neurons", "layers.0.mlp.output"),
    ("bert", "layers.1.residual.pre", "layers.1.attention.value"),
    ("bert", "layers.0.mlp.neurons", "layers.0.mlp.output"),
    ("bert_classifier", "pooler", "class_logits"),
    ("bart", "decoder.layers.1.residual.mid", "decoder.layers.1.cross_attention.query"),
    ("llama3", "layers.1.mlp.normed", "layers.1.mlp.gate"),
    ("llama3", "layers.0.attention.mixed", "layers.0.attention.output"), ("llama3", "final_norm", "logits"),
  ])
  func makes(_ name: String, _ before: String, _ site: String) throws {
    let model = try model(name)
    let input = ModelInput(ids: [3, 1, 4, 1, 5, 9], decoderIDs: model.info.encoder == nil ? nil : [2, 7, 1])
    let trace = try model.run(input, capturing: [SitePattern(before), SitePattern(site)])
    let x = Self.rows(try #require(trace[before]))
    let y = Self.rows(try #require(trace[site]))
    let weight = try model.weight("\(site).weight").dense
    let bias = try? model.weight("\(site).bias").dense
    #expect(weight.shape == [y.shape[1], x.shape[1]])
    for row in 0..<y.shape[0] {
      for column in 0..<y.shape[1] {
        let product = (0..<x.shape[1]).reduce(Double(bias?[flat: column] ?? 0)) {
          $0 + Double(x[row, $1]) * Double(weight[column, $1])
        }
        #expect(abs(product - Double(y[row, column])) < 1e-4, "\(site) [\(row), \(column)]")
      }
    }
  }

  /// Heads side by side, as a map reads and writes them.
  private static func rows(_ tensor: Tensor) -> Tensor {
    guard tensor.rank == 3 else { return tensor }
    let (H, T, d) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    return Tensor(
      shape: [T, H * d],
      values: (0..<T).flatMap { t in (0..<H).flatMap { h in (0..<d).map { tensor[h, t, $0] } } })
  }

  /// Every name leads to a weight, and every weight of the checkpoint that is used has a name but for the positions',
  /// the segments' and what norms the embeddings, which no site has to itself.
  @Test(arguments: models) func names(_ name: String) throws {
    let model = try model(name)
    let names = model.weightNames
    #expect(Set(names).count == names.count && !names.isEmpty)
    for name in names { #expect(try model.weight(name).extents.allSatisfy { $0 > 0 }, "\(name)") }
    let error = #expect(throws: (any Error).self) { try model.weight("layers.0.attention.outputs.weight") }
    #expect("\(error.map { "\($0)" } ?? "")".contains("output.weight"))
  }
}
