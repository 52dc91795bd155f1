import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

/// BERT checkpoints that cannot be used are refused with one clear error, and odd ones that can be are used.
@Suite struct BERTLoaderTests {
  private let checkpoint = AlteredCheckpoint("bert")

  /// Every contradiction between configuration and weights is named.
  @Test(arguments: [
    ("num_attention_heads", JSONValue.integer(7), ErrorCode.badData, "the heads do not divide the width"),
    (
      "num_hidden_layers", 4, .badData,
      "tensors are missing: 'bert.encoder.layer.3.attention.self.query.weight'"
    ),
    ("num_hidden_layers", 0, .badData, "'num_hidden_layers'"),
    ("hidden_size", 52, .badShape, "expected [1000, 52], found [1000, 48]"),
    ("intermediate_size", 100, .badShape, "intermediate.dense.weight"),
    ("max_position_embeddings", 512, .badShape, "position_embeddings.weight"),
    ("type_vocab_size", 1, .badShape, "token_type_embeddings.weight"),
    ("vocab_size", 1001, .badShape, "word_embeddings.weight"),
    ("hidden_act", "gelu_11", .unsupported, "gelu_11"),
    ("layer_norm_eps", "x", .badData, "layer_norm_eps"),
    ("position_embedding_type", "relative_key", .unsupported, "relative_key"),
    ("is_decoder", true, .unsupported, "is_decoder"),
    ("add_cross_attention", true, .unsupported, "add_cross_attention"),
    ("tie_word_embeddings", false, .badData, "'cls.predictions.decoder.weight' is missing"),
  ])
  func contradictions(_ key: String, _ value: JSONValue, _ code: ErrorCode, _ text: String) throws {
    let found = checkpoint.error(try checkpoint.prepare(changes: [(key, value)]))
    #expect(found?.code == code)
    #expect(found?.description.contains(text) ?? false)
  }

  /// Weights that are needed are named as the checkpoint names the others.
  @Test(arguments: ["embeddings.LayerNorm.bias", "pooler.dense.bias", "encoder.layer.1.output.dense.weight"])
  func missingWeight(_ name: String) throws {
    let directory = try checkpoint.prepare(weights: { $0.removeAll { $0.name == "bert.\(name)" } })
    let found = checkpoint.error(directory)
    #expect(found?.code == .badData && found?.message.contains("'bert.\(name)' is missing") ?? false)
  }

  /// A checkpoint without pooler and without head loads, and says so only to who asks for them.
  @Test func missingHeads() throws {
    let directory = try checkpoint.prepare(weights: {
      $0.removeAll { $0.name.hasPrefix("bert.pooler.") || $0.name.hasPrefix("cls.") }
    })
    let trace = try checkpoint.load(directory).run(ModelInput(ids: [2, 5, 3]), capturing: [SitePattern("*")])
    #expect(trace.entries.last?.site == .layer(2, "residual.post"))
  }

  /// The head's bias is found under both of its names.
  @Test func biasNames() throws {
    let input = ModelInput(ids: [2, 5, 3])
    let logits = [SitePattern("logits")]
    let expected = try GoldenModel("bert").load().run(input, capturing: logits)["logits"]
    let directory = try checkpoint.prepare(weights: { tensors in
      for index in tensors.indices where tensors[index].name == "cls.predictions.bias" {
        tensors[index].name = "cls.predictions.decoder.bias"
      }
    })
    #expect(try checkpoint.load(directory).run(input, capturing: logits)["logits"] == expected)
  }

  /// A classifier of tokens has the same tensor as one of texts, but no `class_logits`.
  @Test func tokenClassifier() throws {
    let other = AlteredCheckpoint("bert_classifier")
    let architecture: JSONValue = ["BertForTokenClassification"]
    let model = try other.load(other.prepare(changes: [("architectures", architecture)]))
    let trace = try model.run(ModelInput(ids: [2, 5, 3]), capturing: [SitePattern("*")])
    #expect(trace["class_logits"] == nil && trace["pooler"] != nil)
  }

  /// What a model says of itself comes from its files.
  @Test func info() throws {
    let info = try GoldenModel("bert_cased_f16").load().info
    #expect(info.family == "bert" && info.kind == .masked && info.dtype == "F16")
    #expect(info.layers == 2 && info.heads == 3 && info.hiddenSize == 24 && info.feedForwardSize == 48)
    #expect(info.contextLength == 64 && info.maskTokenID == 4)
  }

  /// Without `model_type` the architecture says what the model is.
  @Test func architecture() throws {
    #expect(try checkpoint.load(checkpoint.prepare(changes: [("model_type", nil)])).info.family == "bert")
  }
}
