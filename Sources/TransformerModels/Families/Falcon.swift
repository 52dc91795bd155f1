import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Falcon 7B, 40B and 180B: attention and MLP side by side, and keys that many heads or all of them share.
///
/// Sites are those of GPT-2, see there, without `residual.mid` where the halves stand side by side, as in all but the
/// first small models.
///
/// - Note: Those with position biases (falcon-rw) have them once, and in bfloat16, as transformers computes them unless it is
///   asked for attention patterns: then it adds them twice.
///
/// Source: Almazrouei et al. 2023, "The Falcon Series of Open Language Models"; checked against Hugging Face
/// `modeling_falcon.py` (transformers 5.24).
enum Falcon {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let D = try file.integer("hidden_size", default: 4544, in: 1...(1 << 20))
    let H = try file.integer("num_attention_heads", default: 71, in: 1...65536)
    let isNew = try file.bool("new_decoder_architecture", default: false)
    let sharesAll = try file.bool("multi_query", default: true) && !isNew
    // In the other layouts `num_kv_heads` may say anything.
    let K = isNew ? try file.integer("num_kv_heads", default: H, in: 1...65536) : sharesAll ? 1 : H
    _ = file.value("num_kv_heads")
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        width: 4544, heads: 71, keyHeads: K, neurons: 4 * D, vocabulary: 65024,
        neuronsKey: "ffn_hidden_size", readsKeyHeads: false))
    let rotary = try RotaryReader(file, headSize: sizes.headSize, context: sizes.context).plan()
    let hasBiases = try file.bool("bias", default: false)
    var plan = DecoderPlan(
      title: "Falcon", family: "falcon", sizes: sizes, style: try .layer(file, "layer_norm_epsilon"),
      activation: try Activation(file, "activation", default: "gelu"),
      isTied: try file.bool("tie_word_embeddings", default: true))
    (plan.biases.projections, plan.biases.feedForward) = (hasBiases, hasBiases)
    let isParallel = try file.bool("parallel_attn", default: true)
    plan.isParallel = isNew || isParallel
    let norms = try file.integer("num_ln_in_parallel_attn", default: isNew ? 2 : 1, in: 1...2)
    if isNew, norms == 2 {
      (plan.names.attentionNorm, plan.names.feedForwardNorm) = (.input("ln_attn"), .input("ln_mlp"))
    } else if plan.isParallel {
      plan.names.feedForwardNorm = plan.names.attentionNorm
    }
    plan.names.base = "transformer"
    plan.names.embedding = "word_embeddings.weight"
    plan.names.layers = "h"
    let map = "self_attention.query_key_value"
    plan.names.projections = sharesAll ? .fused(map) : .shuffled(map, .groups)
    plan.names.output = "self_attention.dense"
    plan.names.feedForward = .plain(up: "mlp.dense_h_to_4h", down: "mlp.dense_4h_to_h")
    plan.names.finalNorm = "ln_f"
    if try file.bool("alibi", default: false) {
      let bias = PositionBias.roundedSlopes(
        BLOOM.slopes(sizes.heads), scale: 1 / Float(sizes.headSize).squareRoot())
      plan.traits = { _ in AttentionTraits(bias: bias) }
    } else {
      plan.traits = { _ in AttentionTraits(rotary: rotary) }
    }
    return plan.recipe
  }
}
