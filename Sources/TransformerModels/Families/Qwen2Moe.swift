import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Qwen 1.5 and 2 with experts: Qwen2's attention, and in most layers experts in place of the MLP, one of which every token
/// is sent to.
///
/// Sites are those of Llama, see there; layers with experts have `router.scores`, `router.chosen` and `router.weights` in
/// place of `mlp.gate` and `mlp.neurons`.
///
/// Source: Yang et al. 2024, "Qwen2 Technical Report"; checked against Hugging Face `modeling_qwen2_moe.py` (transformers
/// 5.24).
enum Qwen2Moe {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 24, width: 2048, heads: 16, keyHeads: 16, neurons: 5632, vocabulary: 151_936, context: 32768))
    let rotary = try RotaryReader(file, headSize: sizes.headSize, context: sizes.context).plan()
    let windows = try Qwen2.windows(file, sizes.layers)
    var plan = DecoderPlan(
      title: "Qwen2-MoE", family: "qwen2_moe", sizes: sizes, style: try .rootMeanSquare(file),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    (plan.biases.projections, plan.biases.output) = (try file.bool("qkv_bias", default: true), false)
    plan.traits = { AttentionTraits(rotary: rotary, window: windows[$0]) }
    var experts = try ExpertReader(file, chosen: 4, neurons: 1408, count: 60, activation: plan.activation)
    experts.shared = Assembly.SharedExpert(
      gate: "mlp.shared_expert.gate_proj", up: "mlp.shared_expert.up_proj",
      down: "mlp.shared_expert.down_proj",
      neurons: try file.integer("shared_expert_intermediate_size", default: 5632, in: 1...(1 << 24)),
      share: "mlp.shared_expert_gate")
    plan.experts = experts.info
    plan.feedForward = experts.layers(beside: plan.names.feedForward)
    return plan.recipe
  }
}
