import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Testing

@testable import TransformerModels

/// Switches of families with latents, groups of experts, and layers without attention.
@Suite struct MixingLoaderTests {
  private func recipe(_ family: String, _ members: [(String, JSONValue)]) throws -> Recipe {
    let object = JSONObject([("model_type", .string(family)), ("num_experts_per_tok", 2), ("head_dim", 64)] + members)
    return try #require(ModelRegistry.family(named: family)).recipe(
      ModelConfiguration(path: "config.json", object: object))
  }

  /// Neurons of a gated MLP: two thirds of what the file says, times a factor, rounded up to a multiple.
  @Test(
    arguments: [
      ([("intermediate_size", 60), ("block_multiple_of", 8), ("block_ffn_dim_multiplier", 1.1)], 48),
      ([("block_ff_dim", 12288), ("intermediate_size", 7)], 8192),
      ([("block_auto_adjust_ff_dim", false)], 12288),
      ([("intermediate_size", 10), ("block_ffn_dim_multiplier", .null)], 6),
      ([("intermediate_size", 10)], 256),
    ] as [([(String, JSONValue)], Int)])
  func neurons(_ members: [(String, JSONValue)], _ expected: Int) throws {
    #expect(try recipe("lfm2", members).info.feedForwardSize == expected)
  }

  /// What cannot be computed is refused by its name.
  @Test(
    arguments: [
      ("lfm2", "layer_types", ["conv", "mamba"]), ("lfm2", "layer_types", ["conv"]),
      ("deepseek_v2", "norm_topk_prob", true), ("deepseek_v2", "topk_method", "noaux_tc"),
      ("deepseek_v2", "num_key_value_heads", 8), ("deepseek_v2", "scoring_func", "sigmoid"),
      ("deepseek_v2", "moe_layer_freq", 2), ("deepseek_v3", "scoring_func", "softmax"),
      ("deepseek_v3", "topk_method", "greedy"), ("deepseek_v3", "n_group", 7),
      ("deepseek_v3", "topk_group", 9),
      ("glm4_moe", "n_group", 128), ("lfm2_moe", "num_experts", 1),
      ("qwen3_moe", "routed_scaling_factor", 2), ("qwen3_moe", "scoring_func", "sigmoid"),
      ("qwen3_moe", "n_shared_experts", 1), ("llama", "first_k_dense_replace", 1),
    ] as [(String, String, JSONValue)])
  func refusals(_ family: String, _ key: String, _ value: JSONValue) throws {
    _ = try recipe(family, [])
    #expect(throws: ExplainerError.self) { try recipe(family, [(key, value)]) }
  }

  /// Queries are made of the stream where that is said; where nothing is, of something narrower.
  @Test(arguments: [("deepseek_v3", JSONValue.null, true), ("deepseek_v3", nil, false)])
  func queries(_ family: String, _ rank: JSONValue?, _ isDirect: Bool) throws {
    var assembly = Assembly(try recipe(family, []).style, heads: [.languageModel])
    let parts = try recipe(family, rank.map { [("q_lora_rank", $0)] } ?? []).compose(&assembly)
    for block in parts.stack.blocks {
      guard case .attention(let part)? = block.halves.first?.work, case .latent(let maps) = part.projections
      else {
        Issue.record("no latents")
        return
      }
      #expect((maps.queryLatent == nil) == isDirect)
    }
  }

  /// A layer that predicts a token further is passed over where the file says that there may be one, and is odd where not.
  @Test func furtherLayers() throws {
    let checkpoint = AlteredCheckpoint("glm4_moe")
    #expect(try checkpoint.load(checkpoint.prepare()).info.warnings.isEmpty)
    let odd = AlteredCheckpoint("glm4_moe")
    #expect(
      odd.error(try odd.prepare(changes: [("num_nextn_predict_layers", 0), ("num_mtp_layers", 0)])) != nil)
  }
}
