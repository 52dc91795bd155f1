import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// OLMoE: Llama's block with norms of all queries and all keys together, and experts in place of every MLP.
///
/// Sites are those of Llama, see there; `router.scores`, `router.chosen` and `router.weights` stand in place of `mlp.gate`
/// and `mlp.neurons`.
///
/// Source: Muennighoff et al. 2024, "OLMoE: Open Mixture-of-Experts Language Models"; checked against Hugging Face
/// `modeling_olmoe.py` (transformers 5.24).
enum OLMoE {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 16, width: 2048, heads: 16, neurons: 2048, vocabulary: 50304, context: 4096))
    let rotary = try RotaryReader(file, headSize: sizes.headSize, context: sizes.context).plan()
    var plan = DecoderPlan(
      title: "OLMoE", family: "olmoe", sizes: sizes, style: try .rootMeanSquare(file, default: 1e-5),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.biases.projections = try file.bool("attention_bias", default: false)
    let clip = try file.cap("clip_qkv", default: nil)
    plan.traits = { _ in AttentionTraits(rotary: rotary, norms: OLMo2.norms, clip: clip) }
    let experts = try ExpertReader(
      file, chosen: 8, neurons: 2048, count: 64, activation: plan.activation, neuronsKey: "intermediate_size")
    plan.experts = experts.info
    plan.feedForward = experts.layers(beside: plan.names.feedForward)
    return plan.recipe
  }
}
