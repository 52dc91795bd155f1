import Checkpoints
import Diagnostics
import ExplainerCore

/// The sizes of an encoder in the words of BERT, with what a family takes where the file is silent.
struct EncoderSizes {
  let layers: Int
  /// D.
  let width: Int
  /// H.
  let heads: Int
  /// F.
  let neurons: Int
  /// V.
  let vocabulary: Int
  /// `max_position_embeddings`.
  let positions: Int

  /// What a family takes where the file is silent: of the configuration class in transformers.
  struct Defaults {
    var layers = 12
    var width = 768
    var heads = 12
    var neurons = 3072
    var vocabulary = 30522
    var positions = 512
  }

  /// What a family calls its sizes.
  struct Words {
    var layers = "num_hidden_layers"
    var width = "hidden_size"
    var heads = "num_attention_heads"
    var neurons = "intermediate_size"
  }

  /// Reads the sizes.
  ///
  /// - Throws: `badData` for sizes that do not fit together.
  init(
    _ file: ModelConfiguration, _ defaults: Defaults = Defaults(), _ words: Words = Words()
  ) throws(ExplainerError) {
    layers = try file.integer(words.layers, default: defaults.layers, in: 1...4096)
    heads = try file.integer(words.heads, default: defaults.heads, in: 1...65536)
    width = try file.integer(words.width, default: defaults.width, in: 1...(1 << 20))
    neurons = try file.integer(words.neurons, default: defaults.neurons, in: 1...(1 << 24))
    vocabulary = try file.integer("vocab_size", default: defaults.vocabulary, in: 1...(1 << 26))
    positions = try file.integer("max_position_embeddings", default: defaults.positions, in: 1...(1 << 24))
    try file.checkHeads(
      heads, divide: width, keys: (file.spelling(of: words.heads), file.spelling(of: words.width)))
  }

  /// d.
  var headSize: Int { width / heads }

  /// What a model of these sizes says of itself.
  ///
  /// - Parameter context: the longest text where it is another than there are positions.
  func info(_ family: String, context: Int? = nil) -> ModelInfo {
    ModelInfo(
      id: "", family: family, kind: .masked, dtype: "", layers: layers, heads: heads, hiddenSize: width,
      feedForwardSize: neurons, vocabularySize: vocabulary, contextLength: context ?? positions)
  }
}
