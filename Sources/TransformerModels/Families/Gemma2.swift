import Checkpoints
import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// Gemma 2: Gemma's block with norms before and behind both halves, capped scores, and windows in every other layer.
///
/// Sites are those of Llama, see there. `attention.output` and `mlp.output` are what the halves give, `.contribution` what
/// their norms make of it. `logits` are capped, and so is what `unembed` gives, so that a lens over the last layer gives the
/// model's own scores.
///
/// Source: Gemma Team 2024, "Gemma 2: Improving Open Language Models at a Practical Size"; checked against Hugging Face
/// `modeling_gemma2.py` (transformers 5.24).
enum Gemma2 {
  static let defaults = DecoderSizes.Defaults(
    layers: 26, width: 2304, heads: 8, keyHeads: 4, headSize: 256, neurons: 9216, vocabulary: 256_000,
    context: 8192)

  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(file, defaults)
    let rotary = try RotaryReader(file, headSize: sizes.headSize, context: sizes.context).plan()
    var plan = try plan("Gemma 2", "gemma2", file, sizes)
    let window = try file.window(default: 4096)
    let slides = try file.slidingLayers(sizes.layers) { $0 % 2 == 0 }
    let cap = try file.cap("attn_logit_softcapping", default: 50)
    plan.headSoftcap = try file.cap("final_logit_softcapping", default: 30)
    plan.traits = { AttentionTraits(rotary: rotary, window: slides[$0] ? window : nil, softcap: cap) }
    return plan.recipe
  }

  /// What Gemma 2 and 3 share.
  static func plan(
    _ title: String, _ family: String, _ file: ModelConfiguration, _ sizes: DecoderSizes
  ) throws(ExplainerError) -> DecoderPlan {
    var plan = DecoderPlan(
      title: title, family: family, sizes: sizes, style: try .rootMeanSquare(file, offset: 1),
      activation: try Activation(file, "hidden_activation", default: "gelu_pytorch_tanh"),
      isTied: try file.bool("tie_word_embeddings", default: true))
    try file.refuse("use_bidirectional_attention", unless: false, "\(title) without a mask cannot be run")
    plan.biases.projections = try file.bool("attention_bias", default: false)
    plan.embeddingScale = Float(sizes.width).squareRoot()
    plan.scoreScale = 1 / Float(try file.positive("query_pre_attn_scalar", default: 256)).squareRoot()
    plan.names.attentionNorm = .around("input_layernorm", "post_attention_layernorm")
    plan.names.feedForwardNorm = .around("pre_feedforward_layernorm", "post_feedforward_layernorm")
    return plan
  }
}

extension ModelConfiguration {
  /// What scores are kept within; nil where `null` is written.
  func cap(_ key: String, default fallback: Double?) throws(ExplainerError) -> Float? {
    if !has(key), object[spelling(of: key)] != nil { return nil }
    guard has(key) || fallback != nil else { return nil }
    return try positive(key, default: fallback)
  }
}
