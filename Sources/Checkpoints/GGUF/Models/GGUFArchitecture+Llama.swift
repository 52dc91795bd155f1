import Diagnostics
import JSON

extension GGUFArchitecture {
  /// Llama's block, in files whose rows of queries and keys the converter has laid anew.
  static let llamas = [llama, smollm3, granite]

  /// Llama, Mistral and Mixtral, which the file tells apart by a window and by experts.
  private static let llama = GGUFArchitecture(
    "llama",
    GGUFNames(
      GGUFNames.attention, GGUFNames.gated,
      [
        "ffn_gate_inp": "block_sparse_moe.gate", "ffn_gate_exps": "block_sparse_moe.experts.#.w1",
        "ffn_up_exps": "block_sparse_moe.experts.#.w3", "ffn_down_exps": "block_sparse_moe.experts.#.w2",
      ])
  ) { s throws(ExplainerError) in
    let hasExperts = try s.keys.whole("expert_count", default: 0) > 0
    let hasWindow = try s.keys.whole("attention.sliding_window", default: 0) > 0
    try s.decoder(hasExperts ? "mixtral" : hasWindow ? "mistral" : "llama")
    try s.turns(neighbours: true)
    if hasWindow { try s.windows(every: nil) } else if hasExperts { s["sliding_window"] = .null }
    if hasExperts { try s.experts(neurons: nil) }
  }

  /// The layers whose queries and keys positions do not turn are every fourth, which the file does not say.
  private static let smollm3 = GGUFArchitecture(
    "smollm3", GGUFNames(GGUFNames.attention, GGUFNames.gated)
  ) { s throws(ExplainerError) in
    try s.decoder("smollm3")
    try s.turns(neighbours: true)
    s["no_rope_layer_interval"] = 4
  }

  private static let granite = GGUFArchitecture(
    "granite", GGUFNames(GGUFNames.attention, GGUFNames.gated)
  ) { s throws(ExplainerError) in
    try s.decoder("granite")
    try s.turns(neighbours: true)
    try s.take("embedding_scale", as: "embedding_multiplier")
    try s.take("residual_scale", as: "residual_multiplier")
    // (What scores are divided by, in both.)
    try s.take("logit_scale", as: "logits_scaling")
    let heads = Double(s["head_dim"]?.int ?? 1)
    let scale = try s.keys.number("attention.scale") ?? 0
    s["attention_multiplier"] = .number(scale == 0 ? 1 / heads.squareRoot() : scale)
  }
}
