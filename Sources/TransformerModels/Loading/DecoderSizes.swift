import Checkpoints
import Diagnostics
import ExplainerCore

/// The sizes of a decoder in the words that most families share, with what a family takes where the file is silent.
struct DecoderSizes {
  let layers: Int
  /// D.
  let width: Int
  /// H.
  let heads: Int
  /// K.
  let keyHeads: Int
  /// d.
  var headSize: Int
  /// F.
  var neurons: Int
  /// V.
  let vocabulary: Int
  let context: Int

  /// What a family takes where the file is silent: of the configuration class in transformers.
  struct Defaults {
    var layers = 32
    var width = 4096
    var heads = 32
    /// Nil for as many as there are heads.
    var keyHeads: Int?
    /// Nil for what the heads have of the width.
    var headSize: Int?
    var neurons = 11008
    var vocabulary = 32000
    var context = 2048
    /// What F is called; nil of a family that always has what stands above.
    var neuronsKey: String? = "intermediate_size"
    /// What the longest text is called; nil of a family that says nothing of it.
    var contextKey = "max_position_embeddings"
    /// Whether the file says how many heads of keys there are, rather than the family.
    var readsKeyHeads = true
  }

  /// Reads the sizes.
  ///
  /// - Throws: `badData` for sizes that do not fit together.
  init(_ file: ModelConfiguration, _ defaults: Defaults = Defaults()) throws(ExplainerError) {
    layers = try file.integer("num_hidden_layers", default: defaults.layers, in: 1...4096)
    width = try file.integer("hidden_size", default: defaults.width, in: 1...(1 << 20))
    heads = try file.integer("num_attention_heads", default: defaults.heads, in: 1...65536)
    let shared = defaults.keyHeads ?? heads
    keyHeads =
      defaults.readsKeyHeads
      ? try file.integer("num_key_value_heads", default: shared, in: 1...65536) : shared
    if !file.has("head_dim"), defaults.headSize == nil {
      try file.checkHeads(heads, divide: width, keys: ("num_attention_heads", "hidden_size"))
    }
    headSize = try file.integer("head_dim", default: defaults.headSize ?? width / heads, in: 1...(1 << 16))
    neurons =
      try defaults.neuronsKey.map { key throws(ExplainerError) in
        try file.integer(key, default: defaults.neurons, in: 1...(1 << 24))
      } ?? defaults.neurons
    vocabulary = try file.integer("vocab_size", default: defaults.vocabulary, in: 1...(1 << 26))
    context = try file.integer(defaults.contextKey, default: defaults.context, in: 1...(1 << 24))
    try file.checkHeads(keyHeads, divide: heads, keys: ("num_key_value_heads", "num_attention_heads"))
  }

  /// What a model of these sizes says of itself.
  ///
  /// - Parameter context: the longest text where it is another than the configuration says.
  func info(_ family: String, context: Int? = nil, experts: ModelInfo.Experts? = nil) -> ModelInfo {
    ModelInfo(
      id: "", family: family, kind: .causal, dtype: "", layers: layers, heads: heads, keyHeads: keyHeads,
      headSize: headSize, hiddenSize: width, feedForwardSize: neurons, experts: experts,
      vocabularySize: vocabulary, contextLength: context ?? self.context)
  }
}
