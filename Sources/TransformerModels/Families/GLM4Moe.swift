import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// GLM-4.5 to 4.7: a part of each head turned, queries and keys normed in some, and DeepSeek-V3's experts in all layers but the
/// first ones.
///
/// Sites are those of Llama, see there, and `router.scores`, which are before σ, `router.chosen` and `router.weights`. The layer
/// behind the last, which predicts a token further, is passed over, as transformers does.
///
/// Source: GLM-4.5 Team 2025; checked against Hugging Face `modeling_glm4_moe.py` (transformers 5.24).
enum GLM4Moe {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 46, width: 4096, heads: 96, keyHeads: 8, neurons: 10944, vocabulary: 151_552,
        context: 131_072))
    let rotary = try RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context, RotaryReader.Defaults(share: 0.5)
    ).plan()
    let isNormed = try file.bool("use_qk_norm", default: false)
    var plan = DecoderPlan(
      title: "GLM-4.5", family: "glm4_moe", sizes: sizes, style: try .rootMeanSquare(file, default: 1e-5),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    (plan.biases.projections, plan.biases.output) = (
      try file.bool("attention_bias", default: false) ? true : nil, false
    )
    plan.traits = { _ in
      AttentionTraits(
        rotary: rotary, norms: isNormed ? .shared(query: "self_attn.q_norm", key: "self_attn.k_norm") : nil)
    }
    let experts = try GroupedExpertReader(
      file,
      GroupedExpertReader.Defaults(
        count: 128, chosen: 8, neurons: 1408, shared: 1, groups: 1, openGroups: 1, plain: 1),
      activation: plan.activation)
    plan.experts = experts.info
    plan.feedForward = experts.layers(beside: plan.names.feedForward)
    plan.furtherLayers = try file.furtherLayers()
    return plan.recipe
  }
}
