import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// OPT: GPT-2's block with separate maps, and positions behind two rows that nothing uses.
///
/// Sites are those of GPT-2, see there. OPT 350m has BERT's block, whose norms stand behind the sums, no `final_norm`, and
/// narrower embeddings: its last `hidden_states` are what `project_out` makes of the last `residual.post`, which is part of the
/// head here.
///
/// Source: Zhang et al. 2022, "OPT: Open Pre-trained Transformer Language Models"; checked against Hugging Face
/// `modeling_opt.py` (transformers 5.24).
enum OPT {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 12, width: 768, heads: 12, neurons: 3072, vocabulary: 50272, neuronsKey: "ffn_dim"))
    let isNormedBefore = try file.bool("do_layer_norm_before", default: true)
    let isNormedLast = try !file.bool("_remove_final_layer_norm", default: false)
    let width = try file.integer("word_embed_proj_dim", default: sizes.width, in: 1...(1 << 20))
    let hasBiases = try file.bool("enable_bias", default: true)
    var plan = DecoderPlan(
      title: "OPT", family: "opt", sizes: sizes, style: WeightStyle(hasBiases: false, epsilon: 1e-5),
      activation: try Activation(file, "activation_function", default: "relu"),
      isTied: try file.bool("tie_word_embeddings", default: true))
    (plan.biases.projections, plan.biases.feedForward) = (hasBiases, hasBiases)
    plan.positions = ("embed_positions.weight", sizes.context, 2)
    func norming(_ name: String) -> Norming { isNormedBefore ? .input(name) : .stream(name) }
    plan.names.base = "model.decoder"
    plan.names.attentionNorm = norming("self_attn_layer_norm")
    plan.names.output = "self_attn.out_proj"
    plan.names.feedForwardNorm = norming("final_layer_norm")
    plan.names.feedForward = .plain(up: "fc1", down: "fc2")
    plan.names.finalNorm = isNormedBefore && isNormedLast ? "final_layer_norm" : nil
    if width != sizes.width {
      plan.embeddingWidth = width
      plan.embeddingProjection = .ofTokens("project_in")
      plan.headProjection = "project_out"
    }
    return plan.recipe
  }
}
