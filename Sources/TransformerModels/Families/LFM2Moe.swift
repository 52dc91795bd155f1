import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// LFM2 with experts in all layers but the first ones, chosen by σ of their scores and a bias that counts for the choice alone.
///
/// Sites are those of LFM2, see there, and `router.scores`, which are before σ, `router.chosen` and `router.weights`.
///
/// Source: Liquid AI 2025, LFM2; checked against Hugging Face `modeling_lfm2_moe.py` (transformers 5.24).
enum LFM2Moe {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 32, width: 2048, heads: 32, keyHeads: 8, neurons: 7168, vocabulary: 65536, context: 128_000))
    var plan = try LFM2.plan(file, "LFM2-MoE", "lfm2_moe", sizes)
    let count = try file.integer("num_experts", default: 32, in: 1...65536)
    let chosen = try file.integer("num_experts_per_tok", default: 4, in: 1...65536)
    guard chosen <= count else {
      throw ExplainerError(
        .badData, "a token is sent to more experts than there are", at: [file.path],
        expected: "num_experts_per_tok of at most \(count)", found: "\(chosen)")
    }
    let hasBias = try file.bool("use_expert_bias", default: true)
    let names = Assembly.ExpertNames(
      router: "feed_forward.gate", bias: hasBias ? "feed_forward.expert_bias" : nil,
      path: "feed_forward.experts", gate: "w1", up: "w3", down: "w2", together: "feed_forward.experts")
    let experts = Assembly.ExpertSizes(
      count: count, neurons: try file.integer("moe_intermediate_size", default: 1792, in: 1...(1 << 24)),
      choice: ExpertChoice(
        count: chosen, isRenormed: try file.bool("norm_topk_prob", default: true),
        sharing: .sigmoid(epsilon: 1e-6)),
      function: .gated(.silu), factor: Float(try file.number("routed_scaling_factor", default: 1)))
    let plain = try file.integer("num_dense_layers", default: 2, in: 0...4096)
    let other = plan.names.feedForward
    plan.feedForward = { $0 < plain ? other : .experts(names, experts) }
    plan.experts = ModelInfo.Experts(count: count, chosen: chosen)
    return plan.recipe
  }
}
