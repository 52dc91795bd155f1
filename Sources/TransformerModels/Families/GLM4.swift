import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// GLM 4: Llama's block with norms before and behind both halves, biases of queries, keys and values, and half of each head
/// turned.
///
/// Sites are those of Llama, see there. `attention.output` and `mlp.output` are what the halves give, `.contribution` what
/// their norms make of it.
///
/// Source: GLM Team 2024, "ChatGLM: A Family of Large Language Models from GLM-130B to GLM-4 All Tools"; checked against
/// Hugging Face `modeling_glm4.py` (transformers 5.24).
enum GLM4 {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 40, keyHeads: 2, headSize: 128, neurons: 13696, vocabulary: 151_552, context: 131_072))
    let rotary = try RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context,
      RotaryReader.Defaults(share: 0.5, isInterleaved: true)
    ).plan()
    var plan = DecoderPlan(
      title: "GLM 4", family: "glm4", sizes: sizes, style: try .rootMeanSquare(file, default: 1.5625e-07),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    (plan.biases.projections, plan.biases.output) = (try file.bool("attention_bias", default: true), false)
    plan.names.attentionNorm = .around("input_layernorm", "post_self_attn_layernorm")
    plan.names.feedForwardNorm = .around("post_attention_layernorm", "post_mlp_layernorm")
    plan.names.feedForward = .gated(.fused("mlp.gate_up_proj"), down: "mlp.down_proj")
    plan.traits = { _ in AttentionTraits(rotary: rotary) }
    return plan.recipe
  }
}
