import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

/// BART checkpoints that cannot be used are refused with one clear error, and odd ones that can be are used.
@Suite struct BARTLoaderTests {
  private let checkpoint = AlteredCheckpoint("bart")

  /// Every contradiction between configuration and weights is named.
  @Test(arguments: [
    ("encoder_attention_heads", JSONValue.integer(7), ErrorCode.badData, "encoder_attention_heads"),
    ("decoder_attention_heads", 5, .badData, "decoder_attention_heads"),
    ("num_hidden_layers", 3, .badData, "'model.encoder.layers.2.self_attn.q_proj.weight'"),
    ("decoder_layers", 4, .badData, "'model.decoder.layers.3.self_attn.q_proj.weight'"),
    ("d_model", 52, .badShape, "expected [1000, 52], found [1000, 48]"),
    ("encoder_ffn_dim", 100, .badShape, "encoder.layers.0.fc1.weight"),
    ("decoder_ffn_dim", 100, .badShape, "decoder.layers.0.fc1.weight"),
    ("max_position_embeddings", 128, .badShape, "expected [130, 48], found [66, 48]"),
    ("vocab_size", 1001, .badShape, "shared.weight"),
    ("activation_function", "gelu_11", .unsupported, "gelu_11"),
    ("normalize_before", true, .unsupported, "normalize_before"),
    ("add_final_layer_norm", true, .unsupported, "add_final_layer_norm"),
    ("normalize_embedding", false, .unsupported, "normalize_embedding"),
    ("static_position_embeddings", true, .unsupported, "static_position_embeddings"),
    ("tie_word_embeddings", false, .badData, "tensors are missing: 'lm_head.weight', 'model.decoder"),
  ])
  func contradictions(_ key: String, _ value: JSONValue, _ code: ErrorCode, _ text: String) throws {
    let found = checkpoint.error(try checkpoint.prepare(changes: [(key, value)]))
    #expect(found?.code == code)
    #expect(found?.description.contains(text) ?? false)
  }

  /// The shared embedding is found under the name of any of its users.
  @Test(arguments: [
    "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight",
  ])
  func embeddingNames(_ name: String) throws {
    let input = ModelInput(ids: [0, 9, 2], decoderIDs: [2, 0])
    let expected = try GoldenModel("bart").load().run(input, capturing: [SitePattern("logits")])["logits"]
    let directory = try checkpoint.prepare(weights: { tensors in
      for index in tensors.indices where tensors[index].name == "model.shared.weight" {
        tensors[index].name = name
      }
    })
    let model = try checkpoint.load(directory)
    #expect(try model.run(input, capturing: [SitePattern("logits")])["logits"] == expected)
  }

  /// Without a bias on the logits there is none.
  @Test func bias() throws {
    let directory = try checkpoint.prepare(weights: { $0.removeAll { $0.name == "final_logits_bias" } })
    let model = try checkpoint.load(directory)
    let zero = Tensor(shape: [1, 48], values: [Float](repeating: 0, count: 48))
    #expect(try model.unembed(zero, normed: false).values.allSatisfy { $0 == 0 })
    #expect(try GoldenModel("bart").load().unembed(zero, normed: false).values.contains { $0 != 0 })
  }

  /// The start token and the forced tokens come from `generation_config.json`, or without it from `config.json`.
  ///
  /// That a configuration class forces an end token where the file says nothing counts for nothing (transformers 5.24.0;
  /// 4.57 forced it). The start token must be in the vocabulary.
  @Test func generationSettings() throws {
    func steps(_ directory: String, _ count: Int) throws -> Generation {
      try checkpoint.load(directory).generate(
        ModelInput(ids: [0, 9, 2]), options: .init(maximumNewTokens: count), capturing: [])
    }
    let directory = try checkpoint.prepare(
      changes: [("decoder_start_token_id", 7), ("forced_bos_token_id", 8), ("forced_eos_token_id", nil)],
      without: ["generation_config.json"])
    #expect(try steps(directory, 3).promptIDs == [7])
    #expect(try steps(directory, 3).steps[0].id == 8)
    #expect(try steps(directory, 3).steps.last?.id != 2)
    checkpoint.folder.write(
      #"{"decoder_start_token_id": 5, "forced_eos_token_id": 11}"#, to: "generation_config.json")
    let found = try steps(directory, 3)
    #expect(found.promptIDs == [5] && found.steps[0].id != 8 && found.steps.last?.id == 11)
    // Where nothing says what a decoder begins with, it is what a text begins with.
    checkpoint.folder.write(#"{"bos_token_id": 6}"#, to: "generation_config.json")
    #expect(try steps(directory, 1).promptIDs == [6])
    checkpoint.folder.write(#"{"decoder_start_token_id": 1000}"#, to: "generation_config.json")
    let wrong = checkpoint.error(directory)
    #expect(wrong?.code == .badData && wrong?.found == "1000")
  }

  /// What a model says of itself comes from its files; layers and heads are the decoder's.
  @Test func info() throws {
    let info = try GoldenModel("bart_scaled").load().info
    #expect(info.family == "bart" && info.kind == .sequenceToSequence && info.dtype == "F32")
    #expect(info.layers == 3 && info.heads == 3 && info.feedForwardSize == 56)
    #expect(info.encoder == ModelInfo.Stack(layers: 1, heads: 2, feedForwardSize: 40))
    #expect(info.contextLength == 64 && info.maskTokenID == 4)
    #expect(try ModelInfo(json: info.json) == info)
  }
}
