import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// OPT: GPT-2's block with separate maps, and positions behind two rows that nothing uses.
///
/// Sites are those of GPT-2, see there.
///
/// - Note: OPT 350m, whose norms stand behind the sums and whose embeddings are narrower, cannot be run.
///
/// Source: Zhang et al. 2022, "OPT: Open Pre-trained Transformer Language Models"; checked against Hugging Face
/// `modeling_opt.py` (transformers 5.24).
enum OPT {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 12, width: 768, heads: 12, neurons: 3072, vocabulary: 50272, neuronsKey: "ffn_dim"))
    try file.refuse("do_layer_norm_before", unless: true, "OPT with norms behind the sums cannot be run")
    try file.refuse("_remove_final_layer_norm", unless: false, "OPT without a last norm cannot be run")
    let hasBiases = try file.bool("enable_bias", default: true)
    var plan = DecoderPlan(
      title: "OPT", family: "opt", sizes: sizes, style: WeightStyle(hasBiases: false, epsilon: 1e-5),
      activation: try Activation(file, "activation_function", default: "relu"),
      isTied: try file.bool("tie_word_embeddings", default: true))
    (plan.biases.projections, plan.biases.feedForward) = (hasBiases, hasBiases)
    plan.positions = ("embed_positions.weight", sizes.context, 2)
    plan.names.base = "model.decoder"
    plan.names.attentionNorm = .input("self_attn_layer_norm")
    plan.names.output = "self_attn.out_proj"
    plan.names.feedForwardNorm = .input("final_layer_norm")
    plan.names.feedForward = .plain(up: "fc1", down: "fc2")
    plan.names.finalNorm = "final_layer_norm"
    return plan.recipe
  }
}
