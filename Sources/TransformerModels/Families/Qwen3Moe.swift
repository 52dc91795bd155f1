import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Qwen 3 with experts: Qwen3's attention, and in most layers experts in place of the MLP.
///
/// Sites are those of Llama, see there; layers with experts have `router.scores`, `router.chosen` and `router.weights` in
/// place of `mlp.gate` and `mlp.neurons`.
///
/// Source: Yang et al. 2025, "Qwen3 Technical Report"; checked against Hugging Face `modeling_qwen3_moe.py` (transformers
/// 5.24).
enum Qwen3Moe {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 24, width: 2048, keyHeads: 4, neurons: 6144, vocabulary: 151_936, context: 32768))
    var plan = try Qwen3.plan("Qwen3-MoE", "qwen3_moe", file, sizes) { file, layers throws(ExplainerError) in
      let isUsed = try file.bool("use_sliding_window", default: false)
      let window = isUsed ? try file.window(default: 4096) : nil
      return [Int?](repeating: window, count: layers)
    }
    let experts = try ExpertReader(file, chosen: 8, neurons: 768, count: 128, activation: plan.activation)
    plan.experts = experts.info
    plan.feedForward = experts.layers(beside: plan.names.feedForward)
    return plan.recipe
  }
}
