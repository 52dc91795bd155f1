import Diagnostics
import JSON

extension GGUFArchitecture {
  /// Decoders whose block is Llama's, with norms or halves elsewhere.
  static let others = [phi3, olmo2, stableLM, commandR, cohere2, glm4]

  private static let phi3 = GGUFArchitecture(
    "phi3",
    GGUFNames(
      GGUFNames.attention, GGUFNames.gated, ["attn_qkv": "self_attn.qkv_proj", "ffn_up": "mlp.gate_up_proj"])
  ) { s throws(ExplainerError) in
    try s.decoder("phi3")
    try s.turns(isPartial: true)
    try s.windows(every: nil)
    if var words = s["rope_scaling"]?.object, let length = words["original_max_position_embeddings"] {
      // (Beside the others, as its family says it.)
      words["original_max_position_embeddings"] = nil
      s["rope_scaling"] = .object(words)
      s["original_max_position_embeddings"] = length
    }
  }

  /// OLMo 2, and with a window OLMo 3.
  private static let olmo2 = GGUFArchitecture(
    "olmo2",
    GGUFNames(
      GGUFNames.attention, GGUFNames.headNorms, GGUFNames.gated,
      ["post_attention_norm": "post_attention_layernorm", "post_ffw_norm": "post_feedforward_layernorm"])
  ) { s throws(ExplainerError) in
    let hasWindow = try s.keys.whole("attention.sliding_window", default: 0) > 0
    try s.decoder(hasWindow ? "olmo3" : "olmo2")
    try s.turns()
    if hasWindow { try s.windows(every: 4) }
  }

  /// Halves stand side by side where there is no norm before the second: the converter's key says otherwise of old files.
  private static let stableLM = GGUFArchitecture(
    "stablelm",
    GGUFNames(
      GGUFNames.attention, GGUFNames.gated,
      ["attn_q_norm": "self_attn.q_layernorm.norms.#", "attn_k_norm": "self_attn.k_layernorm.norms.#"])
  ) { s throws(ExplainerError) in
    try s.decoder("stablelm", epsilon: "layer_norm_eps")
    try s.turns(isPartial: true)
    _ = s.keys.value("use_parallel_residual")
    s["use_parallel_residual"] = .bool(!s.keys.holds("blk.0.ffn_norm.weight"))
    s["qk_layernorm"] = .bool(s.keys.holds("blk.0.attn_q_norm.weight"))
  }

  private static let commandR = GGUFArchitecture(
    "command-r", GGUFNames(GGUFNames.attention, GGUFNames.headNorms, GGUFNames.gated)
  ) { s throws(ExplainerError) in
    try s.decoder("cohere", epsilon: "layer_norm_eps")
    try s.turns()
    try s.take("logit_scale", as: "logit_scale")
    s["use_qk_norm"] = .bool(s.keys.holds("blk.0.attn_q_norm.weight"))
  }

  private static let cohere2 = GGUFArchitecture(
    "cohere2", GGUFNames(GGUFNames.attention, GGUFNames.gated)
  ) { s throws(ExplainerError) in
    try s.decoder("cohere2", epsilon: "layer_norm_eps")
    try s.turns()
    try s.windows(every: 4)
    try s.take("logit_scale", as: "logit_scale")
  }

  private static let glm4 = GGUFArchitecture(
    "glm4",
    GGUFNames(
      GGUFNames.attention,
      [
        "post_attention_norm": "post_self_attn_layernorm", "ffn_norm": "post_attention_layernorm",
        "ffn_up": "mlp.gate_up_proj", "ffn_down": "mlp.down_proj", "post_ffw_norm": "post_mlp_layernorm",
      ])
  ) { s throws(ExplainerError) in
    try s.decoder("glm4")
    try s.turns(isPartial: true)
  }
}
