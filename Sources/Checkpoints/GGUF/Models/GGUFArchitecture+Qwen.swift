import Diagnostics
import JSON

extension GGUFArchitecture {
  /// Qwen's models, and those whose experts have Qwen's names.
  static let qwens = [qwen2, qwen2moe, qwen3, qwen3moe, olmoe, gptOSS]

  private static let qwen2 = GGUFArchitecture(
    "qwen2", GGUFNames(GGUFNames.attention, GGUFNames.gated)
  ) { s throws(ExplainerError) in
    try s.decoder("qwen2")
    try s.turns()
  }

  private static let qwen2moe = GGUFArchitecture(
    "qwen2moe",
    GGUFNames(
      GGUFNames.attention, GGUFNames.experts,
      [
        "ffn_norm": "post_attention_layernorm", "ffn_gate_inp_shexp": "mlp.shared_expert_gate",
        "ffn_gate_shexp": "mlp.shared_expert.gate_proj", "ffn_up_shexp": "mlp.shared_expert.up_proj",
        "ffn_down_shexp": "mlp.shared_expert.down_proj",
      ])
  ) { s throws(ExplainerError) in
    try s.decoder("qwen2_moe")
    try s.turns()
    try s.experts()
    try s.need("expert_shared_feed_forward_length", as: "shared_expert_intermediate_size")
  }

  private static let qwen3 = GGUFArchitecture(
    "qwen3", GGUFNames(GGUFNames.attention, GGUFNames.headNorms, GGUFNames.gated)
  ) { s throws(ExplainerError) in
    try s.decoder("qwen3")
    try s.turns()
  }

  private static let qwen3moe = GGUFArchitecture(
    "qwen3moe",
    GGUFNames(
      GGUFNames.attention, GGUFNames.headNorms, GGUFNames.experts, ["ffn_norm": "post_attention_layernorm"])
  ) { s throws(ExplainerError) in
    try s.decoder("qwen3_moe")
    try s.turns()
    try s.experts()
    s["norm_topk_prob"] = true
  }

  private static let olmoe = GGUFArchitecture(
    "olmoe",
    GGUFNames(
      GGUFNames.attention, GGUFNames.headNorms, GGUFNames.experts, ["ffn_norm": "post_attention_layernorm"])
  ) { s throws(ExplainerError) in
    try s.decoder("olmoe")
    try s.turns()
    try s.experts(neurons: nil)
  }

  /// Which ends of YaRN's ramp are not rounded is in no file: OpenAI's are not.
  private static let gptOSS = GGUFArchitecture(
    "gpt-oss",
    GGUFNames(
      GGUFNames.attention, GGUFNames.experts,
      [
        "attn_sinks.weight": "self_attn.sinks", "post_attention_norm": "post_attention_layernorm",
        "ffn_gate_inp": "mlp.router",
      ])
  ) { s throws(ExplainerError) in
    try s.decoder("gpt_oss")
    try s.turns()
    if s["rope_scaling"]?["rope_type"]?.string == "yarn", var words = s["rope_scaling"]?.object {
      words["truncate"] = false
      s["rope_scaling"] = .object(words)
    }
    try s.windows(every: 2)
    try s.experts(neurons: "intermediate_size")
  }
}
