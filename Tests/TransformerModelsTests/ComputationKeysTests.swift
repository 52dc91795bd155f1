import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import JSON
import Testing

@testable import TransformerModels

/// What a configuration asks for and a family does not know is refused by name; what real files say is not.
@Suite struct ComputationKeysTests {
  /// A configuration of every family; small ones where keys are tried whose effect depends on sizes.
  static let families: [String: JSONObject] = Dictionary(
    uniqueKeysWithValues: ModelRegistry.families.map { ($0, ["model_type": .string($0)]) }
  ).merging([
    "llama": ["model_type": "llama", "hidden_size": 48, "num_attention_heads": 4, "num_hidden_layers": 3],
    // Defaults of transformers that make no model by themselves.
    "deepseek_v2": ["model_type": "deepseek_v2", "num_experts_per_tok": 6],
    "glm4_moe": ["model_type": "glm4_moe", "num_attention_heads": 32],
  ]) { _, small in small }
  /// Values of every kind, at least one of which every key minds.
  static let values: [JSONValue] = [
    true, false, 3, 0.37, "other", ["sliding_attention", "full_attention"], [0, 1],
    ["rope_type": "yarn", "factor": 4.0],
  ]

  private func error(_ object: JSONObject) -> ExplainerError? {
    let file = ModelConfiguration(path: "config.json", object: object)
    do {
      _ = try ModelRegistry.family(of: file).recipe(file)
      return nil
    } catch { return error }
  }

  /// A model's configuration with more keys.
  private func error(_ family: String, _ more: JSONObject) throws -> ExplainerError? {
    var object = try #require(Self.families[family])
    for (key, value) in more.members { object[key] = value }
    return error(object)
  }

  /// Every family can be described by its name, and little else where defaults make no model: what it leaves out has defaults.
  @Test func everyFamily() throws {
    for family in ModelRegistry.families { #expect(try error(family, [:]) == nil, "\(family)") }
  }

  /// Each key of the table, with a value that says something, is refused by name in every family that does not read it.
  ///
  /// (Not of those whose configuration has another family's in it, which is held to this.)
  @Test(arguments: families.keys.sorted().filter { !["qwen3_5", "qwen3_5_moe"].contains($0) })
  func everyKey(_ family: String) throws {
    let file = ModelConfiguration(path: "config.json", object: try #require(Self.families[family]))
      .recordingReads()
    let known = try ModelRegistry.family(of: file)
    _ = try known.make(file)
    let standard = known.standardNames.filter { file.readKeys.contains($0.key) }.values
    let read = file.readKeys.union(standard)
    #expect(read.contains("vocab_size") && ComputationKeys.table.count > 150)
    for key in ComputationKeys.table.keys where !read.contains(key) {
      let refusals = try Self.values.compactMap { try error(family, [key: $0]) }
      #expect(!refusals.isEmpty || (key == "is_decoder" && known.kind == .causal), "\(key)")
      for refusal in refusals {
        #expect(refusal.code == .unsupported && refusal.message.contains("'\(key)'"), "\(key): \(refusal)")
      }
    }
  }

  /// Every key that is in the table can be left out, be `null` or be empty.
  @Test(arguments: families.keys.sorted()) func nothing(_ family: String) throws {
    for key in ComputationKeys.table.keys {
      #expect(try error(family, [key: .null]) == nil, "\(key)")
      for empty in [[], [:]] as [JSONValue] {
        let found = try error(family, [key: empty])
        // What a family reads has to be of the right kind.
        #expect(found == nil || found?.code == .badData, "\(key): \(String(describing: found))")
      }
    }
  }

  /// Values without effect pass, also those that depend on the model.
  @Test(
    arguments: [
      ["sliding_window": 4096], ["sliding_window": 0], ["sliding_window": 16, "use_sliding_window": false],
      ["use_sliding_window": false], ["layer_types": ["full_attention", "full_attention"]],
      ["is_causal": true],
      ["head_dim": 12], ["num_key_value_heads": 4], ["embedding_size": 48], ["logit_scale": 1.0],
      ["num_hidden_groups": 3], ["is_decoder": true], ["query_pre_attn_scalar": 12],
      ["partial_rotary_factor": 1.0],
      ["position_embedding_type": "rope"], ["no_rope_layers": [1, 1, 1]], ["mlp_multipliers": [1.0, 1]],
      ["num_experts": 0], ["pruned_heads": [:]], ["quantization_config": .null], ["clip_qkv": .null],
    ] as [JSONObject])
  func harmless(_ more: JSONObject) throws { #expect(try error("llama", more) == nil) }

  /// The same keys with values that have one.
  @Test(
    arguments: [
      ["sliding_window": 1024], ["use_sliding_window": true], ["is_causal": false], ["embedding_size": 24],
      ["layer_types": ["full_attention", "sliding_attention"]], ["logit_scale": 0.0625],
      ["num_hidden_groups": 1],
      ["query_pre_attn_scalar": 144], ["partial_rotary_factor": 0.5], ["no_rope_layers": [1, 0, 1]],
      ["position_embedding_type": "relative_key"], ["attn_logit_softcapping": 50.0], ["num_local_experts": 8],
      ["quantization_config": ["quant_method": "gptq", "bits": 4]], ["mlp_multipliers": [1.0, 0.5]],
    ] as [JSONObject])
  func harmful(_ more: JSONObject) throws {
    let found = try #require(try error("llama", more))
    let key = try #require(more.members.first?.key)
    #expect(
      found.code == .unsupported
        && found.message == "asks for something that is not known here of Llama: '\(key)'")
    #expect(found.location == ["config.json"] && found.found?.hasPrefix(key) == true && found.remedy != nil)
  }

  /// All keys at fault are named at once.
  @Test func several() throws {
    let found = try error("gpt2", ["qk_norm": true, "alibi": true, "clip_qkv": 8.0])
    #expect(found?.message.hasSuffix(": 'qk_norm', 'alibi', 'clip_qkv'") == true)
    #expect(found?.found == "qk_norm true, alibi true, clip_qkv 8.0")
  }

  /// The configurations of public checkpoints, as they are on the Hub.
  @Test(arguments: PublicConfigurations.all.keys.sorted()) func published(_ name: String) throws {
    let text = try #require(PublicConfigurations.all[name])
    let object = try #require(try JSONValue(parsing: Array(text.utf8)).object)
    #expect(error(object) == nil)
  }

  /// The configurations of all checkpoints that are here, those of the folder `shared` too where that is there.
  @Test func here() throws {
    let folders =
      ["\(Fixtures.root)/Models", "\(Fixtures.packageRoot)/Sources/DemoModels"]
      + ["tiny", "tiny2"].map {
        "\(Fixtures.shared)/\($0)"
      }
    var count = 0
    for folder in folders {
      for name in FileSystem.entries(of: folder) where FileSystem.isFile("\(folder)/\(name)/config.json") {
        let file = try ModelConfiguration(path: "\(folder)/\(name)/config.json")
        // That one has weights of 4 bits, which are refused by their own name.
        guard ModelRegistry.families.contains(file.value("model_type")?.string ?? ""), name != "gpt_oss_mxfp4"
        else {
          continue
        }
        count += 1
        #expect(error(file.object) == nil, "\(name)")
      }
    }
    #expect(count > 20)
  }
}
