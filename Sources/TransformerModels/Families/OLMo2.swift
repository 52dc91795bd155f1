import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// OLMo 2: Llama's block with norms behind both halves instead of before, and norms of all queries and all keys together.
///
/// Sites are those of Llama, see there, without `attention.normed` and `mlp.normed`: the halves read the stream as it is.
/// `attention.output` and `mlp.output` are what the halves give, `.contribution` what their norms make of it.
///
/// Source: OLMo Team 2024, "2 OLMo 2 Furious"; checked against Hugging Face `modeling_olmo2.py` (transformers 5.24).
enum OLMo2 {
  static let defaults = DecoderSizes.Defaults(vocabulary: 50304)

  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(file, defaults)
    let rotary = try RotaryReader(file, headSize: sizes.headSize, context: sizes.context).plan()
    var plan = try plan("OLMo 2", "olmo2", file, sizes)
    plan.traits = { _ in AttentionTraits(rotary: rotary, norms: norms) }
    return plan.recipe
  }

  static let norms = AttentionTraits.Norms.flat(query: "self_attn.q_norm", key: "self_attn.k_norm")

  /// What OLMo 2 and 3 share.
  static func plan(
    _ title: String, _ family: String, _ file: ModelConfiguration, _ sizes: DecoderSizes
  ) throws(ExplainerError) -> DecoderPlan {
    var plan = DecoderPlan(
      title: title, family: family, sizes: sizes, style: try .rootMeanSquare(file, default: 1e-5),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.biases.projections = try file.bool("attention_bias", default: false)
    plan.names.attentionNorm = .around(nil, "post_attention_layernorm")
    plan.names.feedForwardNorm = .around(nil, "post_feedforward_layernorm")
    return plan
  }
}
