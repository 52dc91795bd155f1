import Diagnostics
import JSON

extension GGUFArchitecture {
  /// Gemma's models, to whose gains the converter adds 1.
  static let gemmas = [gemma, gemma2, gemma3]

  private static let norms = [
    "post_attention_norm": "post_attention_layernorm", "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
  ]

  private static let gemma = GGUFArchitecture(
    "gemma", GGUFNames(GGUFNames.attention, GGUFNames.gated)
  ) { s throws(ExplainerError) in
    try s.decoder("gemma")
    try s.turns()
    s["ggml_gains_are_whole"] = true
  }

  private static let gemma2 = GGUFArchitecture(
    "gemma2", GGUFNames(GGUFNames.attention, GGUFNames.gated, norms)
  ) { s throws(ExplainerError) in
    try s.decoder("gemma2")
    try s.turns()
    try s.windows(every: 2, default: 4096)
    try s.take("attn_logit_softcapping", as: "attn_logit_softcapping")
    try s.scales(largest: 46)
  }

  private static let gemma3 = GGUFArchitecture(
    "gemma3", GGUFNames(GGUFNames.attention, GGUFNames.headNorms, GGUFNames.gated, norms)
  ) { s throws(ExplainerError) in
    try s.decoder("gemma3_text")
    try s.turns()
    try s.windows(every: 6, theta: "rope_local_base_freq")
    if s["sliding_window"] == nil {
      s["sliding_window"] = .null
      s["sliding_window_pattern"] = 1
    }
    try s.scales(largest: 62)
  }
}

extension GGUFSettings {
  /// What Gemma 2 and 3 share: queries are scaled by the width of heads, but for the model of 27 billion parameters, which
  /// llama.cpp tells by its number of layers.
  fileprivate mutating func scales(largest layers: Int) throws(ExplainerError) {
    try take("final_logit_softcapping", as: "final_logit_softcapping")
    self["ggml_gains_are_whole"] = true
    let share = (self["hidden_size"]?.int ?? 0) / max(self["num_attention_heads"]?.int ?? 1, 1)
    self["query_pre_attn_scalar"] =
      self["num_hidden_layers"]?.int == layers ? .integer(share) : self["head_dim"]
  }
}
