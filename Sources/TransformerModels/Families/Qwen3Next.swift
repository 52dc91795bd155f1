import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors

/// Qwen3-Next: three layers of four have heads with states in the place of attention.
///
/// In the others attention has a gate, and turns a part of each head. Most layers have experts, one of which every token is
/// sent to. What predicts several tokens at once (`mtp`) is not read.
///
/// Sites are those of Llama and Qwen2-MoE, see there. Layers without attention have no pattern:
///
/// | site | Hugging Face |
/// |---|---|
/// | `layers.N.mixer.query`, `.key` | per head of keys, behind `conv1d`, brought to length 1; queries divided by √d |
/// | `layers.N.mixer.value` | per head, behind `conv1d` |
/// | `layers.N.mixer.strength`, `.decay` | `beta`, and e to the power of `g` |
/// | `layers.N.mixer.state` | the recurrent state in the cache after the text |
/// | `layers.N.mixer.gate` | `z`, before the activation function |
/// | `layers.N.mixer.mixed` | the input of `layers.N.linear_attn.out_proj` |
/// | `layers.N.attention.mixed` | what attention gives to the gate; the input of `o_proj` is nowhere |
///
/// Source: checked against Hugging Face `modeling_qwen3_next.py` (transformers 5.24).
enum Qwen3Next {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let sizes = try DecoderSizes(
      file,
      DecoderSizes.Defaults(
        layers: 48, width: 2048, heads: 16, keyHeads: 2, headSize: 256, neurons: 5632, vocabulary: 151_936,
        context: 32768))
    var plan = try plan(
      "Qwen3-Next", "qwen3_next", file, sizes,
      .byKeyHead(all: "linear_attn.in_proj_qkvz", scalars: "linear_attn.in_proj_ba"))
    try addExperts(
      file, chosen: 10, count: 512, isRenormed: file.bool("norm_topk_prob", default: true), to: &plan)
    return plan.recipe
  }

  /// What Qwen3-Next and Qwen3.5 share.
  static func plan(
    _ title: String, _ family: String, _ file: ModelConfiguration, _ sizes: DecoderSizes,
    _ projections: Assembly.DeltaNetNames.Projections
  ) throws(ExplainerError) -> DecoderPlan {
    var plan = DecoderPlan(
      title: title, family: family, sizes: sizes, style: try .rootMeanSquare(file, offset: 1),
      activation: try Activation(file, "hidden_act", default: "silu"),
      isTied: try file.bool("tie_word_embeddings", default: false))
    let rotary = try RotaryReader(
      file, headSize: sizes.headSize, context: sizes.context, RotaryReader.Defaults(share: 0.25)
    ).plan()
    plan.unread = ["mtp", "visual"]
    plan.biases.projections = try file.bool("attention_bias", default: false)
    plan.names.projections = .gated(
      query: "self_attn.q_proj", key: "self_attn.k_proj", value: "self_attn.v_proj")
    plan.traits = { _ in
      AttentionTraits(
        rotary: rotary, norms: .shared(query: "self_attn.q_norm", key: "self_attn.k_norm"))
    }
    let names = Assembly.DeltaNetNames(
      projections: projections, convolution: "linear_attn.conv1d",
      width: try file.integer("linear_conv_kernel_dim", default: 4, in: 1...1024),
      rates: "linear_attn.A_log", shifts: "linear_attn.dt_bias", norm: "linear_attn.norm",
      output: "linear_attn.out_proj")
    let rule = try rule(file)
    let every = try file.integer("full_attention_interval", default: 4, in: 1...(1 << 20))
    let hasStates = try file.layers("linear_attention", sizes.layers) { ($0 + 1) % every != 0 }
    plan.mixer = { hasStates[$0] ? .deltaNet(names, rule) : .attention }
    return plan
  }

  private static func rule(_ file: ModelConfiguration) throws(ExplainerError) -> DeltaRule {
    let heads = try file.integer("linear_num_value_heads", default: 32, in: 1...65536)
    let keyHeads = try file.integer("linear_num_key_heads", default: 16, in: 1...65536)
    try file.checkHeads(keyHeads, divide: heads, keys: ("linear_num_key_heads", "linear_num_value_heads"))
    return DeltaRule(
      heads: heads, keyHeads: keyHeads,
      keySize: try file.integer("linear_key_head_dim", default: 128, in: 1...(1 << 16)),
      valueSize: try file.integer("linear_value_head_dim", default: 128, in: 1...(1 << 16)))
  }

  /// Experts, one of which every token is sent to, times a gate.
  static func addExperts(
    _ file: ModelConfiguration, chosen: Int, count: Int, isRenormed: Bool, to plan: inout DecoderPlan
  ) throws(ExplainerError) {
    var experts = try ExpertReader(
      file, chosen: chosen, neurons: 512, count: count, activation: plan.activation, isRenormed: isRenormed)
    experts.shared = Assembly.SharedExpert(
      gate: "mlp.shared_expert.gate_proj", up: "mlp.shared_expert.up_proj",
      down: "mlp.shared_expert.down_proj",
      neurons: try file.integer("shared_expert_intermediate_size", default: 512, in: 1...(1 << 24)),
      share: "mlp.shared_expert_gate")
    plan.experts = experts.info
    plan.feedForward = experts.layers(beside: plan.names.feedForward)
  }
}
