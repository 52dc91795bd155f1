import Checkpoints
import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// DeBERTa of versions 2 and 3: BERT whose scores are made of content and relative positions apart from each other.
///
/// The blocks are BERT's: its table says which site is which of Hugging Face's outputs.
///
/// | site | Hugging Face |
/// |---|---|
/// | `layers.N.attention.scale` | 1 / √(d · n), n one more than there are kinds of `pos_att_type` |
/// | `layers.N.attention.scores` | what `disentangled_attention_bias` gives is in them |
/// | `pooler` | what `ContextPooler` gives; it is there in classifiers of whole texts alone |
/// | `class_logits` | `logits` of `DebertaV2ForSequenceClassification` |
/// | `token_class_logits`, `span_logits` | as of BERT |
/// | `logits` | `logits` of `DebertaV2ForMaskedLM`, of either form: the published ones are `legacy: false` |
///
/// - Note: In version 2's largest checkpoints (`conv_kernel_size`) a convolution of the embeddings is added to what the first
///   layer gives, and the sum normed once more: that is `layers.0.residual.post`, and the stream before it has no site.
///
/// Source: He et al. 2021, "DeBERTa: Decoding-enhanced BERT with Disentangled Attention"; checked against Hugging Face
/// `modeling_deberta_v2.py` (transformers 5.24).
enum DeBERTa {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try EncoderSizes(
      file,
      EncoderSizes.Defaults(layers: 24, width: 1536, heads: 24, neurons: 6144, vocabulary: 128_100))
    let activation = try Activation(file, "hidden_act", default: "gelu")
    let kinds = try kinds(file)
    func head(_ name: String, _ decoder: String, bias: String? = nil) -> EncoderPlan.Head {
      EncoderPlan.Head(
        dense: "\(name).dense", activation: activation, norm: "\(name).LayerNorm", decoder: decoder,
        bias: bias)
    }
    let old = head("cls.predictions.transform", "cls.predictions.decoder", bias: "cls.predictions.bias")
    let new = head("lm_predictions.lm_head", "lm_predictions.lm_head")
    var plan = EncoderPlan(
      title: "DeBERTa", info: sizes.info("deberta-v2"), base: "deberta",
      epsilon: Float(try file.number("layer_norm_eps", default: 1e-7)),
      isTied: try file.bool("tie_word_embeddings", default: true), activation: activation,
      heads: try file.bool("legacy", default: true) ? [old, new] : [new, old],
      headNames: ["cls", "lm_predictions", "mask_predictions", "pooler", "classifier", "qa_outputs"],
      sequence: Assembly.Classifier("classifier", readsPooler: true),
      pooler: Assembly.Dense(
        name: "pooler.dense", activation: try Activation(file, "pooler_hidden_act", default: "gelu")))
    plan.layer.projections = .separate(
      query: "attention.self.query_proj", key: "attention.self.key_proj", value: "attention.self.value_proj")
    let segments = try file.integer("type_vocab_size", default: 0, in: 0...(1 << 16))
    if segments > 0 { plan.segments = segments }
    if try file.bool("position_biased_input", default: true) {
      plan.positions = (sizes.positions, 0)
    } else {
      plan.unused = ["embeddings.position_embeddings.weight"]
    }
    plan.convolution = try convolution(file, sizes)
    plan.scaleSize = sizes.headSize * (1 + kinds.count)
    // Without relative positions what is said of them has no effect.
    let traits = try meeting(file, sizes, kinds)
    if try file.bool("relative_attention", default: false) { plan.traits = traits }
    return plan.recipe
  }

  /// What the large models of version 2 have behind their first layer.
  private static func convolution(
    _ file: ModelConfiguration, _ sizes: EncoderSizes
  ) throws(ExplainerError) -> Assembly.ConvolutionNames? {
    let count = try file.integer("conv_kernel_size", default: 0, in: 0...1023)
    guard count > 0 else { return nil }
    let groups = try file.integer("conv_groups", default: 1, in: 1...sizes.width)
    guard count % 2 == 1, sizes.width % groups == 0 else {
      throw ExplainerError(
        .badData, "this convolution cannot be computed", at: [file.path],
        expected: "an odd conv_kernel_size, and conv_groups that divide hidden_size \(sizes.width)",
        found: "\(count) and \(groups)")
    }
    return Assembly.ConvolutionNames(
      map: "encoder.conv.conv", norm: "encoder.conv.LayerNorm", count: count, groups: groups,
      activation: try Activation(file, "conv_act", default: "tanh"))
  }

  /// What queries and keys meet in a layer.
  private static func meeting(
    _ file: ModelConfiguration, _ sizes: EncoderSizes, _ kinds: Set<String>
  ) throws(ExplainerError) -> @Sendable (inout Assembly) throws(ExplainerError) -> AttentionTraits {
    let buckets = try buckets(file, sizes)
    let isNormed = words(of: try file.string("norm_rel_ebd", default: "none")).contains("layer_norm")
    let own = try file.bool("share_att_key", default: false) ? "" : "pos_"
    return { a throws(ExplainerError) in
      try a.meeting(
        "encoder.rel_embeddings", norm: isNormed ? "encoder.LayerNorm" : nil,
        keys: kinds.contains("c2p") ? "attention.self.\(own)key_proj" : nil,
        queries: kinds.contains("p2c") ? "attention.self.\(own)query_proj" : nil, buckets)
    }
  }

  /// `pos_att_type`: a list, or as the published checkpoints write it `p2c|c2p`.
  private static func kinds(_ file: ModelConfiguration) throws(ExplainerError) -> Set<String> {
    let value = file.value("pos_att_type")
    let words = value?.string.map(Self.words) ?? (value?.array ?? []).map { $0.string ?? $0.text() }
    let known: Set = ["c2p", "p2c"]
    if let other = words.first(where: { !known.contains($0) && $0 != "none" && !$0.isEmpty }) {
      throw ExplainerError(
        .unsupported, "these relative positions cannot be computed", at: [file.path],
        expected: "pos_att_type of c2p, p2c", found: other)
    }
    return known.intersection(words)
  }

  private static func words(of text: String) -> [String] {
    text.lowercased().filter { !$0.isWhitespace }.split(separator: "|").map(String.init)
  }

  private static func buckets(
    _ file: ModelConfiguration, _ sizes: EncoderSizes
  ) throws(ExplainerError) -> DisentangledPositions.Buckets {
    let said = try file.integer("max_relative_positions", default: -1, in: -1...(1 << 24))
    let farthest = said < 1 ? sizes.positions : said
    let count = try file.integer("position_buckets", default: -1, in: -1...(1 << 24))
    guard count > 0 else { return DisentangledPositions.Buckets(count: farthest) }
    guard count >= 4, farthest - 1 > count / 2 else {
      throw ExplainerError(
        .badData, "these relative positions cannot be computed", at: [file.path],
        expected: "position_buckets of at least 4, and more than half as many distances",
        found: "\(count) and \(farthest)")
    }
    return DisentangledPositions.Buckets(count: count, farthest: farthest)
  }
}
