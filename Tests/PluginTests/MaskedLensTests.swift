import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

/// `predictions` and `rankings` on models that fill masks.
@Suite struct MaskedLensTests {
  /// Every layer's scores at a position equal the reference's, whether or not the norm is asked for.
  @Test(arguments: ["bert_untied", "bert_cased_f16"], [false, true])
  func equalsReference(_ name: String, _ normed: Bool) throws {
    for example in try GoldenModel(name).cases where example.secondText == nil {
      let explanation = try PluginFixture(model: name).run(
        "predictions", [example.text],
        ["position": .integer(example.ids.count - 1), "normed": .bool(normed)])
      let logits = try #require(explanation.tensors.first?.tensor)
      #expect(try #require(example.rawLens).mismatch(logits) == nil)
    }
  }

  /// What is put for each mask is the best of the model's own output there; the lens looks at the first, rankings
  /// at the last.
  @Test func masks() throws {
    let text = "the [MASK] of the [MASK]"
    let model = try GoldenModel("bert").load()
    let tokens = try model.tokenize(text)
    let masks = tokens.indices.filter { tokens[$0].text == "[MASK]" }
    #expect(masks.count == 2)
    let output = try #require(
      model.run(ModelInput(ids: tokens.map(\.id)), capturing: [SitePattern("logits")])["logits"])
    let best = masks.map { output.slice($0).indexOfMaximum }

    let fixture = PluginFixture(model: "bert")
    let lens = try fixture.run("predictions", [text], [:])
    #expect(lens.result["generated"]?.array?.map { $0["position"]?.int } == masks)
    #expect(lens.result["generated"]?.array?.map { $0["id"]?.int } == best)
    #expect(lens.result["position"]?.int == masks[0])
    #expect(lens.result["answer"]?["id"]?.int == best[0])
    #expect(lens.tokens.map(\.id) == tokens.map(\.id))
    #expect(lens.checks.allSatisfy { $0.passed })

    let rankings = try fixture.run("rankings", [text], ["watch": ["the"]])
    #expect(rankings.result["watch"]?["position"]?.int == masks[1])
    let last = try #require(rankings.result["rankings"]?.array?.last)
    #expect(last == [1, 1])
    let watched = try model.tokenize("the")[1].id
    let rank = rankings.result["watch"]?["rankings"]?.array?.last?[0]?.int
    #expect(rank == output.slice(masks[1]).rank(of: watched))
  }

  /// Without a mask or a position nothing can be predicted, and no text is continued.
  @Test(
    arguments: [
      ("the keys", [:], "no mask"), ("the [MASK]", ["generate": 2], "does not generate"),
      ("the [MASK]", ["position": 9], "0 to 3"),
    ] as [(String, JSONObject, String)])
  func refused(_ text: String, _ parameters: JSONObject, _ expected: String) throws {
    let error = try #require(PluginFixture(model: "bert").failure("predictions", [text], parameters))
    #expect(error.code == .badParameter)
    #expect(error.description.contains(expected), "\(error)")
    #expect(error.remedy != nil)
  }
}
