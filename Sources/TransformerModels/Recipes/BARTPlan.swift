import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Two stacks like BART's, read from a configuration.
///
/// `config.json` of the first checkpoints says where norms stand and what positions are; the family does, and what says
/// otherwise is refused.
struct BARTPlan: Sendable {
  /// What a family is, and takes where the file is silent.
  struct Family: Sendable {
    let title: String
    let name: String
    /// Whether norms stand before what reads, and one behind the last layer, not behind the sums.
    var isNormedBefore = false
    /// Whether embeddings are normed.
    var normsEmbeddings = true
    /// Whether positions are sinusoids, which need not be stored, not learned.
    var hasSinusoids = false
    var vocabulary = 50265
    /// What a decoder begins with.
    var start = 2
    /// Whether a decoder that reads what the encoder reads begins with the last token of that.
    var wrapsText = false
  }

  let family: Family
  let info: ModelInfo
  let activation: Activation
  /// What token embeddings are multiplied with; nil for 1.
  let scale: Float?
  let isTied: Bool
  /// The token that ends a text.
  let end: Int
  /// Whether both stacks look tokens up in one table.
  var sharesEmbeddings = true

  /// Reads the configuration.
  ///
  /// - Throws: `badData` for sizes that do not fit together, `unsupported` for what cannot be computed.
  init(_ file: ModelConfiguration, _ family: Family) throws(ExplainerError) {
    self.family = family
    let D = try file.integer("d_model", default: 1024, in: 1...(1 << 20))
    let encoder = try Self.stack("encoder", file, width: D)
    let decoder = try Self.stack("decoder", file, width: D)
    info = ModelInfo(
      id: "", family: family.name, kind: .sequenceToSequence, dtype: "", layers: decoder.layers,
      heads: decoder.heads, hiddenSize: D, feedForwardSize: decoder.feedForwardSize,
      vocabularySize: try file.integer("vocab_size", default: family.vocabulary, in: 1...(1 << 26)),
      contextLength: try file.integer("max_position_embeddings", default: 1024, in: 1...(1 << 24)),
      encoder: encoder)
    activation = try Activation(file, "activation_function", default: "gelu")
    scale = try file.bool("scale_embedding", default: false) ? Float(D).squareRoot() : nil
    isTied = try file.bool("tie_word_embeddings", default: true)
    end = try file.integers("eos_token_id").first ?? 2
    for (key, known) in [
      ("normalize_before", family.isNormedBefore), ("add_final_layer_norm", family.isNormedBefore),
      ("normalize_embedding", family.normsEmbeddings), ("static_position_embeddings", family.hasSinusoids),
    ] {
      try file.refuse(key, unless: known, "this form of \(family.title) cannot be run")
    }
    // Sinusoids have no rows before that of position 0, whatever is said of them.
    if family.hasSinusoids { _ = file.value("extra_pos_embeddings") }
  }

  private static func stack(
    _ name: String, _ file: ModelConfiguration, width: Int
  ) throws(ExplainerError) -> ModelInfo.Stack {
    let heads = try file.integer("\(name)_attention_heads", default: 16, in: 1...65536)
    try file.checkHeads(
      heads, divide: width,
      keys: (file.spelling(of: "\(name)_attention_heads"), file.spelling(of: "d_model")))
    return ModelInfo.Stack(
      layers: try file.integer("\(name)_layers", default: 12, in: 1...4096), heads: heads,
      feedForwardSize: try file.integer("\(name)_ffn_dim", default: 4096, in: 1...(1 << 24)))
  }
}
