import Checkpoints
import ExplainerCore
import JSON
import Tensors
import Testing

@testable import TransformerModels

/// What a `config.json` leaves out is what transformers 5.24.0 puts in its place, in families that have an encoder.
@Suite struct EncoderDefaultsTests {
  struct Encoder: Sendable, CustomTestStringConvertible {
    let family: String
    var layers = 12
    var width = 768
    var heads = 12
    var neurons = 3072
    let vocabulary: Int
    var context = 512
    var epsilon: Float = 1e-12
    var activation = Activation.gelu
    var segments: Int? = 2
    /// Where the embedding is narrower than the stream.
    var embedding: Int?

    var testDescription: String { family }
  }

  static let encoders = [
    Encoder(
      family: "albert", width: 4096, heads: 64, neurons: 16384, vocabulary: 30000, activation: .geluNew,
      embedding: 128),
    Encoder(family: "camembert", vocabulary: 30522, context: 510),
    Encoder(
      family: "deberta-v2", layers: 24, width: 1536, heads: 24, neurons: 6144, vocabulary: 128_100,
      epsilon: 1e-7, segments: nil),
    Encoder(family: "distilbert", layers: 6, vocabulary: 30522, segments: nil),
    Encoder(family: "electra", width: 256, heads: 4, neurons: 1024, vocabulary: 30522, embedding: 128),
    Encoder(
      family: "modernbert", layers: 22, neurons: 1152, vocabulary: 50368, context: 8192, epsilon: 1e-5,
      segments: nil),
    Encoder(family: "mpnet", vocabulary: 30527, context: 510, segments: nil),
    Encoder(family: "roberta", vocabulary: 50265, context: 510),
    Encoder(family: "xlm-roberta", vocabulary: 30522, context: 510),
  ]

  struct TwoStacks: Sendable, CustomTestStringConvertible {
    let family: String
    var layers = 12
    var width = 1024
    var heads = 16
    var headSize = 64
    var neurons = 4096
    var vocabulary = 50265
    var epsilon: Float = 1e-5
    var activation = Activation.gelu
    var isGated = false
    var headScale: Float?
    let start: Int?

    var testDescription: String { family }
  }

  static let stacks = [
    TwoStacks(family: "marian", vocabulary: 58101, start: 58100),
    TwoStacks(family: "mbart", start: 0),
    TwoStacks(
      family: "mt5", layers: 8, width: 512, heads: 6, neurons: 1024, vocabulary: 250_112, epsilon: 1e-6,
      activation: .geluNew, isGated: true, start: 0),
    TwoStacks(family: "pegasus", start: 0),
    TwoStacks(
      family: "t5", layers: 6, width: 512, heads: 8, neurons: 2048, vocabulary: 32128, epsilon: 1e-6,
      activation: .relu, headScale: 1 / Float(512).squareRoot(), start: nil),
    TwoStacks(
      family: "umt5", layers: 8, width: 512, heads: 6, neurons: 1024, vocabulary: 250_112, epsilon: 1e-6,
      activation: .geluNew, isGated: true, headScale: 1 / Float(512).squareRoot(), start: 0),
  ]

  private func recipe(_ family: String, _ more: JSONObject = [:]) throws -> Recipe {
    var object: JSONObject = ["model_type": .string(family)]
    for (key, value) in more.members { object[key] = value }
    let file = ModelConfiguration(path: "config.json", object: object)
    return try ModelRegistry.family(of: file).recipe(file)
  }

  private func parts(_ recipe: Recipe) throws -> Composition {
    var assembly = Assembly(recipe.style, heads: [.languageModel])
    return try recipe.compose(&assembly)
  }

  private func feedForward(_ block: Block) -> FeedForward? {
    for case .feedForward(let part) in block.halves.map(\.work) { return part }
    return nil
  }

  private func attention(_ block: Block) -> AttentionPart? {
    for case .attention(let part) in block.halves.map(\.work) { return part }
    return nil
  }

  @Test(arguments: encoders) func encoder(_ expected: Encoder) throws {
    let recipe = try recipe(expected.family)
    let info = recipe.info
    #expect(info.family == expected.family && info.kind == .masked && info.encoder == nil)
    #expect(info.layers == expected.layers && info.heads == expected.heads)
    #expect(info.hiddenSize == expected.width && info.feedForwardSize == expected.neurons)
    #expect(info.vocabularySize == expected.vocabulary && info.contextLength == expected.context)
    #expect(recipe.style.epsilon == expected.epsilon && recipe.segments == expected.segments)
    let parts = try parts(recipe)
    #expect(parts.stack.embedding.tokens.shape[1] == expected.embedding ?? expected.width)
    #expect(parts.stack.blocks.allSatisfy { feedForward($0)?.activation == expected.activation })
    let scale = 1 / Float(expected.width / expected.heads).squareRoot()
    #expect(parts.stack.blocks.allSatisfy { attention($0)?.attend.scale == scale })
    #expect(parts.head?.decoder.bias != nil)
  }

  @Test(arguments: stacks) func twoStacks(_ expected: TwoStacks) throws {
    let recipe = try recipe(expected.family)
    let info = recipe.info
    #expect(info.family == expected.family && info.kind == .sequenceToSequence)
    for stack in [try #require(info.encoder), info.ownStack] {
      #expect(stack.layers == expected.layers && stack.heads == expected.heads)
      #expect(stack.feedForwardSize == expected.neurons)
      #expect(stack.headSize ?? info.hiddenSize / stack.heads == expected.headSize)
    }
    #expect(info.hiddenSize == expected.width && info.vocabularySize == expected.vocabulary)
    #expect(recipe.style.epsilon == expected.epsilon && recipe.decoderStart == expected.start)
    let parts = try parts(recipe)
    #expect(parts.head?.scale == expected.headScale)
    for stack in [try #require(parts.encoder), parts.stack] {
      #expect(stack.embedding.scale == nil)
      for block in stack.blocks {
        let part = try #require(feedForward(block))
        #expect(part.activation == expected.activation && (part.gate != nil) == expected.isGated)
      }
    }
  }

  /// In ModernBERT every third layer sees the whole text, the others 64 tokens on either side; bases differ.
  @Test func modernBERT() throws {
    let layers = try parts(recipe("modernbert")).stack.blocks.compactMap(attention)
    #expect(layers.map(\.attend.window) == (0..<22).map { $0 % 3 == 0 ? nil : 65 })
    for (layer, part) in layers.enumerated() {
      let theta: Double = layer % 3 == 0 ? 160_000 : 10_000
      guard case .fixed(let rotary)? = part.rotary else {
        Issue.record("layer \(layer) does not turn")
        continue
      }
      #expect(rotary.frequencies == RotaryFrequencies(theta: theta, size: 64).with(theta: theta))
    }
  }

  /// Whether T5's states are scaled before the head is said by one key, or before transformers 5 by another.
  @Test(
    arguments: [
      ([:], true), (["tie_word_embeddings": false], false), (["tie_word_embeddings": true], true),
      (["tie_word_embeddings": true, "scale_decoder_outputs": false], false),
      (["tie_word_embeddings": false, "scale_decoder_outputs": true], true),
    ] as [(JSONObject, Bool)])
  func headScale(_ more: JSONObject, _ isScaled: Bool) throws {
    for family in ["t5", "umt5"] {
      #expect((try parts(recipe(family, more)).head?.scale != nil) == isScaled)
    }
  }

  /// What T5's MLPs do is one word, which what it comes to overrules.
  @Test(
    arguments: [
      (["feed_forward_proj": "gated-gelu"], .geluNew, true),
      (["feed_forward_proj": "gated-silu"], .silu, true),
      (["feed_forward_proj": "relu"], .relu, false), (["feed_forward_proj": "gelu"], .gelu, false),
      (["feed_forward_proj": "relu", "dense_act_fn": "gelu", "is_gated_act": true], .gelu, true),
    ] as [(JSONObject, Activation, Bool)])
  func feedForward(_ more: JSONObject, _ activation: Activation, _ isGated: Bool) throws {
    let part = try #require(feedForward(try parts(recipe("t5", more)).stack.blocks[0]))
    #expect(part.activation == activation && (part.gate != nil) == isGated)
  }

  /// The shared names stand for the families' own.
  @Test(arguments: ModelRegistry.encoders.keys.sorted()) func sharedNames(_ family: String) throws {
    let values = ["hidden_size": 96, "num_attention_heads": 4, "num_hidden_layers": 3, "head_dim": 20]
    for (own, shared) in try #require(ModelRegistry.encoders[family]).standardNames {
      let value = JSONValue.integer(try #require(values[shared]))
      let base: JSONObject = ["hidden_size": 192, "num_attention_heads": 8]
      var (first, second) = (base, base)
      (first[shared], second[shared], second[own]) = (value, nil, value)
      #expect(try recipe(family, first).info == recipe(family, second).info, "\(own)")
    }
  }
}
