import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Mixtral: Mistral's attention, and experts in place of every MLP.
///
/// Sites are those of Llama, see there; `router.scores`, `router.chosen` and `router.weights` stand in place of `mlp.gate`
/// and `mlp.neurons`.
///
/// Source: Jiang et al. 2024, "Mixtral of Experts"; checked against Hugging Face `modeling_mixtral.py` (transformers 5.24).
enum Mixtral {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(file, DecoderSizes.Defaults(keyHeads: 8, neurons: 14336, context: 131_072))
    let reader = RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context, RotaryReader.Defaults(theta: 1_000_000))
    let rotary = try reader.plan()
    let window = try file.window()
    var plan = DecoderPlan(
      title: "Mixtral", family: "mixtral", sizes: sizes, style: try .rootMeanSquare(file, default: 1e-5),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    plan.traits = { _ in AttentionTraits(rotary: rotary, window: window) }
    var experts = try ExpertReader(
      file, chosen: 2, neurons: 14336, count: 8, activation: plan.activation, neuronsKey: "intermediate_size",
      isRenormed: true)
    experts.names = Assembly.ExpertNames(
      router: "block_sparse_moe.gate", path: "block_sparse_moe.experts", gate: "w1", up: "w3", down: "w2",
      together: "mlp.experts", otherRouter: "mlp.gate")
    plan.experts = experts.info
    plan.feedForward = experts.layers(beside: plan.names.feedForward)
    return plan.recipe
  }
}
