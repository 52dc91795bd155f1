import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Two stacks like T5's, read from a configuration.
struct T5Plan: Sendable {
  /// What a family takes where the file is silent: of the configuration class in transformers.
  struct Defaults: Sendable {
    var layers = 8
    var heads = 6
    var neurons = 1024
    var vocabulary = 250_112
    var feedForward = "gated-gelu"
    /// Nil where the files must say what a decoder begins with.
    var start: Int?
    /// Whether states may be multiplied before the head.
    var scalesStates = true
  }

  /// What takes the place of a limit that positions would set.
  private static let longestText = 1 << 20

  let title: String
  let info: ModelInfo
  let epsilon: Float
  let activation: Activation
  let isGated: Bool
  /// The buckets of relative positions, and the distance from which on all share the last.
  let buckets: (count: Int, farthest: Int)
  /// What scores are multiplied with; nil for 1.
  private(set) var headScale: Float?
  /// The token that ends a text.
  let end: Int
  /// What a decoder begins with where the files do not say it.
  let start: Int?
  /// Whether the layers of a stack share the table of the first.
  var sharesBias = true

  /// Reads the configuration.
  ///
  /// - Throws: `badData` for sizes that do not fit together, `unsupported` for what cannot be computed.
  init(
    _ file: ModelConfiguration, title: String, family: String, _ defaults: Defaults
  ) throws(ExplainerError) {
    let D = try file.integer("d_model", default: 512, in: 1...(1 << 20))
    let layers = try file.integer("num_layers", default: defaults.layers, in: 1...4096)
    let heads = try file.integer("num_heads", default: defaults.heads, in: 1...65536)
    let headSize = try file.integer("d_kv", default: 64, in: 1...(1 << 16))
    let neurons = try file.integer("d_ff", default: defaults.neurons, in: 1...(1 << 24))
    self.title = title
    info = ModelInfo(
      id: "", family: family, kind: .sequenceToSequence, dtype: "",
      layers: try file.integer("num_decoder_layers", default: layers, in: 1...4096), heads: heads,
      headSize: headSize, hiddenSize: D, feedForwardSize: neurons,
      vocabularySize: try file.integer("vocab_size", default: defaults.vocabulary, in: 1...(1 << 26)),
      contextLength: Self.longestText,
      encoder: ModelInfo.Stack(
        layers: layers, heads: heads, feedForwardSize: neurons, headSize: headSize))
    epsilon = Float(try file.number("layer_norm_epsilon", default: 1e-6))
    (activation, isGated) = try Self.feedForward(file, default: defaults.feedForward)
    buckets = try Self.buckets(file)
    end = try file.integers("eos_token_id").first ?? 1
    start = defaults.start
    headScale = nil
    guard defaults.scalesStates else { return }
    let isTied = try file.bool("tie_word_embeddings", default: true)
    if try file.bool("scale_decoder_outputs", default: isTied) { headScale = 1 / Float(D).squareRoot() }
  }

  /// What the MLPs do.
  ///
  /// `feed_forward_proj` says it all; what it comes to may be written, too, and counts then.
  private static func feedForward(
    _ file: ModelConfiguration, default fallback: String
  ) throws(ExplainerError) -> (Activation, isGated: Bool) {
    let form = try file.string("feed_forward_proj", default: fallback)
    let words = form.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 1 || words.count == 2 && words[0] == "gated" else {
      throw ExplainerError(
        .badData, "'feed_forward_proj' cannot be used", at: [file.path],
        expected: "the name of a function, or gated- and one", found: form)
    }
    let usual = form == "gated-gelu" ? "gelu_new" : words[words.count - 1]
    return (
      try Activation(file, "dense_act_fn", default: usual),
      try file.bool("is_gated_act", default: words.count == 2)
    )
  }

  private static func buckets(_ file: ModelConfiguration) throws(ExplainerError) -> (Int, Int) {
    let count = try file.integer("relative_attention_num_buckets", default: 32, in: 4...(1 << 16))
    let farthest = try file.integer("relative_attention_max_distance", default: 128)
    guard farthest > count / 2 else {
      throw ExplainerError(
        .badData, "these relative positions cannot be computed", at: [file.path],
        expected: "a relative_attention_max_distance above half of relative_attention_num_buckets",
        found: "\(farthest), \(count) buckets")
    }
    return (count, farthest)
  }
}
