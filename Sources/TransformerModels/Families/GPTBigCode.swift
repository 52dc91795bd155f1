import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// GPT-BigCode (SantaCoder, StarCoder): GPT-2's block, of which all heads share one key and one value.
///
/// Sites are those of GPT-2, see there.
///
/// Source: Li et al. 2023, "StarCoder: may the source be with you!"; checked against Hugging Face `modeling_gpt_bigcode.py`
/// (transformers 5.24).
enum GPTBigCode {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let D = try file.integer("n_embd", default: 768, in: 1...(1 << 20))
    let sharesAll = try file.bool("multi_query", default: true)
    // What transformers writes beside it says the same.
    _ = file.value("num_key_value_heads")
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 12, width: 768, heads: 12, keyHeads: sharesAll ? 1 : nil, neurons: 4 * D, vocabulary: 50257,
        context: 1024, neuronsKey: "n_inner", readsKeyHeads: false))
    var plan = DecoderPlan(
      title: "GPT-BigCode", family: "gpt_bigcode", sizes: sizes,
      style: try .layer(file, "layer_norm_epsilon"),
      activation: try Activation(file, "activation_function", default: "gelu_pytorch_tanh"),
      isTied: try file.bool("tie_word_embeddings", default: true))
    (plan.biases.projections, plan.biases.feedForward) = (true, true)
    if try !file.bool("scale_attn_weights", default: true) { plan.scoreScale = 1 }
    plan.positions = ("wpe.weight", sizes.context, 0)
    plan.names.base = "transformer"
    plan.names.embedding = "wte.weight"
    plan.names.layers = "h"
    plan.names.attentionNorm = .input("ln_1")
    plan.names.feedForwardNorm = .input("ln_2")
    plan.names.projections = sharesAll ? .fused("attn.c_attn") : .shuffled("attn.c_attn", .groups)
    plan.names.output = "attn.c_proj"
    plan.names.feedForward = .plain(up: "mlp.c_fc", down: "mlp.c_proj")
    plan.names.finalNorm = "ln_f"
    return plan.recipe
  }
}
