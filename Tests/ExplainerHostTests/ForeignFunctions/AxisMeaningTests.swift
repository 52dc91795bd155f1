import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing
@testable import ExplainerHost
@testable import ForeignFunctions

/// What runs along each extent of what a site holds.
@Suite struct AxisMeaningTests {
  /// As the table of `Site` has it; of a decoder's look at the encoder the keys are another text's.
  private static let meanings: [String: [AxisMeaning]] = [
    "embeddings.tokens": [.tokens, .other], "attention.normed": [.tokens, .other],
    "attention.mixed": [.heads, .tokens, .other], "attention.contribution": [.tokens, .other],
    "cross_attention.normed": [.tokens, .other], "cross_attention.mixed": [.heads, .tokens, .other],
    "cross_attention.contribution": [.tokens, .other], "mlp.normed": [.tokens, .other],
    "mlp.contribution": [.tokens, .other],
    "embeddings": [.tokens, .other], "final_norm": [.tokens, .other], "logits": [.tokens, .other],
    "pooler": [.other, .other], "class_logits": [.other, .other],
    "residual.pre": [.tokens, .other], "residual.mid": [.tokens, .other], "residual.post": [.tokens, .other],
    "residual.cross": [.tokens, .other], "mlp.neurons": [.tokens, .other], "mlp.output": [.tokens, .other],
    "attention.query": [.heads, .tokens, .other], "attention.key": [.heads, .tokens, .other],
    "attention.value": [.heads, .tokens, .other], "attention.value_norms": [.heads, .tokens],
    "attention.scale": [.other], "attention.scores": [.heads, .tokens, .tokens],
    "attention.pattern": [.heads, .tokens, .tokens], "attention.output": [.tokens, .other],
    "cross_attention.query": [.heads, .tokens, .other], "cross_attention.key": [.heads, .other, .other],
    "cross_attention.value": [.heads, .other, .other], "cross_attention.value_norms": [.heads, .other],
    "cross_attention.scale": [.other], "cross_attention.scores": [.heads, .tokens, .other],
    "cross_attention.pattern": [.heads, .tokens, .other], "cross_attention.output": [.tokens, .other],
  ]

  /// Every site of every family has its meaning, and the extents are as long as what runs along them: as many heads as the
  /// stack has, as many tokens as it reads.
  @Test(arguments: ["gpt2", "bert_classifier", "bart"]) func everySite(_ name: String) throws {
    let model = try PlainLibrary.model(name)
    let input = ModelInput(
      ids: [5, 9, 17, 200, 31, 9, 64], decoderIDs: model.info.encoder == nil ? nil : [2, 0, 5])
    for (site, tensor) in try model.run(input, capturing: ["*"]).entries {
      let axes = AxisMeaning.axes(of: site)
      #expect(axes == Self.meanings[site.part], "\(site)")
      #expect(axes.count == tensor.shape.count, "\(site)")
      let heads = site.stack == "encoder" ? model.info.encoder?.heads : model.info.heads
      let tokens = site.stack == "encoder" ? input.ids.count : input.decoderIDs?.count ?? input.ids.count
      for (axis, extent) in zip(axes, tensor.shape) where axis != .other {
        #expect(extent == (axis == .heads ? heads : tokens), "\(site) \(tensor.shape)")
      }
    }
  }
}
