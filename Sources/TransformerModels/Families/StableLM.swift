import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// StableLM: Llama's block with norms of layers, and a quarter of each head turned; in some models with both halves side by
/// side behind one norm.
///
/// Sites are those of Llama, see there, without `residual.mid` where the halves stand side by side.
///
/// Source: Bellagente et al. 2024, "Stable LM 2 1.6B Technical Report"; checked against Hugging Face `modeling_stablelm.py`
/// (transformers 5.24).
enum StableLM {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file, DecoderSizes.Defaults(width: 2560, neurons: 6912, vocabulary: 50304, context: 4096))
    let rotary = try RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context, RotaryReader.Defaults(share: 0.25)
    ).plan()
    let isNormed = try file.bool("qk_layernorm", default: false)
    var plan = DecoderPlan(
      title: "StableLM", family: "stablelm", sizes: sizes, style: try .layer(file),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    (plan.biases.projections, plan.biases.output) = (try file.bool("use_qkv_bias", default: false), false)
    plan.isParallel = try file.bool("use_parallel_residual", default: false)
    if plan.isParallel { plan.names.feedForwardNorm = plan.names.attentionNorm }
    plan.traits = { _ in
      AttentionTraits(
        rotary: rotary,
        norms: isNormed
          ? .numbered(query: "self_attn.q_layernorm.norms", key: "self_attn.k_layernorm.norms") : nil)
    }
    return plan.recipe
  }
}
