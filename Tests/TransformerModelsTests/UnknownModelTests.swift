import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

@testable import TransformerModels

/// Checkpoints of families that are not known are told whose weights they have; a known base below a head that is not known
/// runs.
@Suite struct UnknownModelTests {
  private func refused(
    _ model: String, _ changes: [(String, JSONValue?)],
    weights: (inout [(name: String, tensor: Tensor)]) -> Void = { _ in }
  ) throws -> ExplainerError {
    let checkpoint = AlteredCheckpoint(model)
    return try #require(checkpoint.error(try checkpoint.prepare(changes: changes, weights: weights)))
  }

  /// A checkpoint that differs in its name only is told so, with the family that its name has in it first.
  @Test(arguments: [
    ("llama3", "my_llama", "llama"), ("gpt2", "shiny_gpt", "gpt2"), ("bloom", "sunflower", "bloom"),
    ("bert", "nice_bert", "bert"), ("bart", "other", "bart"), ("t5_v1_1", "our_t5", "t5"),
  ])
  func onlyTheName(_ model: String, _ name: String, _ family: String) throws {
    let error = try refused(
      model, [("model_type", .string(name)), ("architectures", [.string("\(name)ForCausalLM")])])
    #expect(error.code == .unsupported && error.found == name)
    let remedy = try #require(error.remedy)
    #expect(remedy.contains("the names and shapes of '\(family)'"), "\(remedy)")
    #expect(remedy.hasSuffix("write \"model_type\": \"\(family)\" into config.json"))
  }

  /// One that has other weights besides, or lacks some, is told the nearest family and what is otherwise.
  @Test func nearest() throws {
    let more = try refused("gpt2", [("model_type", "other"), ("architectures", nil)]) {
      $0.append(("transformer.h.0.gate.weight", Tensor(shape: [2], values: [1, 2])))
    }
    #expect(more.remedy?.contains("nearest to 'gpt2', and another model") == true, "\(more)")
    #expect(more.remedy?.hasSuffix("and besides 'transformer.h.0.gate.weight'") == true, "\(more)")
    let fewer = try refused("gpt2", [("model_type", "other"), ("architectures", nil)]) { tensors in
      tensors.removeAll { $0.name.hasSuffix("h.1.mlp.c_fc.weight") }
    }
    #expect(fewer.remedy?.hasSuffix("not 'transformer.h.1.mlp.c_fc.weight'") == true, "\(fewer)")
    // Like nobody's.
    let other = try refused("gpt2", [("model_type", "other"), ("architectures", nil)]) { tensors in
      for index in tensors.indices { tensors[index].name = "blocks.\(index)" }
    }
    #expect(other.remedy == nil)
  }

  /// Where `model_type` is missing, an architecture names the family that is before its head, and no other.
  @Test(arguments: [
    ("Gemma2ForCausalLM", "gemma2"), ("Qwen3MoeForCausalLM", "qwen3_moe"), ("GPTNeoXForCausalLM", "gpt_neox"),
    ("GPT2LMHeadModel", "gpt2"), ("XLMRobertaModel", "xlm-roberta"), ("MarianMTModel", "marian"),
    ("Cohere2ForCausalLM", "cohere2"), ("DebertaV2ForMaskedLM", "deberta-v2"), ("Gemma9ForCausalLM", nil),
    ("BertGenerationEncoder", nil),
  ])
  func architecture(_ name: String, _ family: String?) {
    #expect(ModelRegistry.family(ofArchitecture: name) == family)
  }

  /// A known base below a head that is not known runs, and says so.
  @Test(arguments: [
    ("gpt2", "GPT2ForRewardModeling", "v_head.weight", "predicts nothing", [ModelHead]()),
    (
      "gpt2", "GPT2ForRewardModeling", "score.weight", "read as one for sequence classification",
      [.sequenceClassification]
    ),
    ("bert_plain", "HF_ColBERT", "linear.weight", "predicts nothing", []),
    ("bert_plain", "BertForSomethingElse", "linear.weight", "predicts nothing", []),
  ])
  func unknownHead(
    _ model: String, _ architecture: String, _ weight: String, _ words: String, _ heads: [ModelHead]
  ) throws {
    let checkpoint = AlteredCheckpoint(model)
    let loaded = try checkpoint.load(
      try checkpoint.prepare(changes: [("architectures", [.string(architecture)])]) { tensors in
        let width = model == "gpt2" ? 40 : 24
        tensors.append((weight, Tensor(shape: [1, width], values: [Float](repeating: 0.5, count: width))))
      })
    #expect(loaded.info.outputHeads == heads)
    let start = "the head of '\(architecture)' is not known"
    let warning = try #require(loaded.info.warnings.first { $0.hasPrefix(start) })
    #expect(warning.contains(words))
    let last = "layers.\(loaded.info.layers - 1).residual.post"
    #expect(try loaded.run(ModelInput(ids: [5, 6, 2]), capturing: [SitePattern(last)]).entries.count == 1)
  }

  /// Every family's modules have names that are understood, and no name is of a family that is not known.
  @Test func modulesOfAllFamilies() {
    // (Of models of texts and pictures the text model is read, which has a family of its own.)
    let families = Set(ModelRegistry.families).subtracting(["qwen3_5", "qwen3_5_moe"])
    #expect(Set(ForeignSiteNames.groups.flatMap(\.families)) == families)
  }
}
