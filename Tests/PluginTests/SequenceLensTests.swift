import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

/// `predictions` and `rankings` on the decoder of models that read with an encoder.
@Suite struct SequenceLensTests {
  static let models = ["bart", "bart_scaled", "bart_legacy_f16"]

  /// What the decoder's states after every layer score, from its own forward pass.
  private func lens(_ model: any Model, _ ids: [Int], decoder: [Int]) throws -> Tensor {
    let trace = try model.run(
      ModelInput(ids: ids, decoderIDs: decoder), capturing: [SitePattern("decoder.layers.*.residual.post")])
    return try model.unembed(
      Tensor.stacking(trace.entries.map { $0.tensor.slice(decoder.count - 1) }), normed: false)
  }

  /// A text without a mask: the decoder begins with its start token and what stands in front of every text.
  @Test(arguments: models) func beginning(_ name: String) throws {
    let model = try GoldenModel(name).load()
    let ids = try model.tokenize("the keys").map(\.id)
    let start = try #require(model.info.decoderStartTokenID)
    let explanation = try PluginFixture(model: name).run("predictions", ["the keys"], [:])
    let logits = try #require(explanation.tensors.first?.tensor)
    #expect(explanation.tokens.dropLast().map(\.id) == [start, ids[0]])
    #expect(explanation.result["position"] == 2)
    #expect(logits.shape[0] == model.info.layers)
    #expect(try logits.largestDifference(from: lens(model, ids, decoder: [start, ids[0]])) < 1e-4)
    #expect(explanation.checks.contains { $0.name == "last_layer_error" && $0.passed })
  }

  /// A text with masks: the decoder is given the text up to the first, and goes on from there.
  @Test(arguments: models) func mask(_ name: String) throws {
    let model = try GoldenModel(name).load()
    let text = "the keys<mask> of<mask>"
    let tokens = try model.tokenize(text)
    let mask = try #require(tokens.firstIndex { $0.id == model.info.maskTokenID })
    #expect(mask > 2)
    let given = [try #require(model.info.decoderStartTokenID)] + tokens.prefix(mask).map(\.id)
    let explanation = try PluginFixture(model: name).run("predictions", [text], ["generate": 3])
    #expect(explanation.tokens.prefix(given.count).map(\.id) == given)
    #expect(explanation.result["position"]?.int == given.count)
    let expected = try lens(model, tokens.map(\.id), decoder: given)
    let logits = try #require(explanation.tensors.first?.tensor)
    #expect(logits.largestDifference(from: expected) < 1e-4)
    let best = expected.slice(model.info.layers - 1).indexOfMaximum
    #expect(explanation.result["answer"]?["id"]?.int == best)
  }

  /// Generated tokens have rank 1 at the last layer, but for the end that is forced on the last; all ranks are those of
  /// the lens.
  @Test func rankings() throws {
    let model = try GoldenModel("bart").load()
    let explanation = try PluginFixture(model: "bart").run("rankings", ["the keys"], ["generate": 4])
    let generated = try #require(explanation.result["generated"]?.array).compactMap { $0["id"]?.int }
    let ranks = try #require(explanation.result["rankings"]?.array)
    #expect(ranks.last?.array?.dropLast().allSatisfy { $0 == 1 } == true)
    let decoder = explanation.tokens.map(\.id)
    let ids = try model.tokenize("the keys").map(\.id)
    for (index, id) in generated.enumerated() {
      let before = decoder.prefix(decoder.count - generated.count + index)
      let expected = try lens(model, ids, decoder: Array(before))
      for layer in 0..<model.info.layers {
        #expect(ranks[layer][index]?.int == expected.slice(layer).rank(of: id))
      }
    }
  }

  /// Positions before the first prediction are refused, in the decoder's own count.
  @Test func outOfRange() throws {
    let error = try #require(
      PluginFixture(model: "bart").failure("predictions", ["the keys"], ["position": 9]))
    #expect(error.description.contains("1 to 2"), "\(error)")
    #expect(error.description.contains("what the decoder begins with has 2 tokens"), "\(error)")
  }
}
