import Diagnostics
import JSON

extension GGUFArchitecture {
  /// Models whose MLPs have no gate: decoders like GPT-2, and BERT.
  static let plain = [gpt2, starCoder, starCoder2, phi2, nemotron, bert]

  private static let gptNames: GGUFNames = {
    var names = GGUFNames(
      [
        "attn_norm": "ln_1", "attn_qkv": "attn.c_attn", "attn_output": "attn.c_proj", "ffn_norm": "ln_2",
        "ffn_up": "mlp.c_fc", "ffn_down": "mlp.c_proj",
      ],
      outer: [
        "token_embd": "transformer.wte", "position_embd": "transformer.wpe",
        "output_norm": "transformer.ln_f",
      ])
    names.layers = "transformer.h"
    return names
  }()

  /// The converter turns GPT-2's weights round, whose inputs are rows in the checkpoint.
  private static let gpt2 = GGUFArchitecture("gpt2", gptNames) { s throws(ExplainerError) in
    try s.sizes("gpt2", epsilon: "layer_norm_epsilon", neurons: "n_inner")
    s["tie_word_embeddings"] = .bool(!s.keys.holds("output.weight"))
    s["ggml_outputs_are_rows"] = true
  }

  private static let starCoder = GGUFArchitecture("starcoder", gptNames) { s throws(ExplainerError) in
    try s.sizes("gpt_bigcode", epsilon: "layer_norm_epsilon", neurons: "n_inner")
    guard try s.keys.whole("attention.head_count_kv", default: 1) == 1 else {
      throw s.keys.wrong("attention.head_count_kv", "1: all heads share one of keys")
    }
    s["tie_word_embeddings"] = .bool(!s.keys.holds("output.weight"))
  }

  private static let starCoder2 = GGUFArchitecture(
    "starcoder2",
    GGUFNames(GGUFNames.attention, GGUFNames.gated, ["ffn_up": "mlp.c_fc", "ffn_down": "mlp.c_proj"])
  ) { s throws(ExplainerError) in
    try s.decoder("starcoder2", epsilon: "norm_epsilon")
    try s.turns()
  }

  private static let phi2 = GGUFArchitecture(
    "phi2",
    GGUFNames(
      GGUFNames.attention, ["attn_output": "self_attn.dense", "ffn_up": "mlp.fc1", "ffn_down": "mlp.fc2"],
      outer: ["output_norm": "model.final_layernorm"])
  ) { s throws(ExplainerError) in
    try s.decoder("phi", epsilon: "layer_norm_eps")
    try s.turns(isPartial: true)
  }

  /// The converter adds 1 to gains.
  private static let nemotron = GGUFArchitecture(
    "nemotron", GGUFNames(GGUFNames.attention, GGUFNames.gated)
  ) { s throws(ExplainerError) in
    try s.decoder("nemotron", epsilon: "norm_eps")
    try s.turns(isPartial: true)
    s["ggml_gains_are_whole"] = true
  }

  private static let bert = GGUFArchitecture("bert", bertNames) { s throws(ExplainerError) in
    try s.sizes("bert", epsilon: "layer_norm_eps")
    let types = s.keys.shape(of: "token_types.weight") ?? []
    s["type_vocab_size"] = .integer(types.count == 2 ? types[0] : 1)
  }

  private static let bertNames: GGUFNames = {
    var names = GGUFNames(
      [
        "attn_q": "attention.self.query", "attn_k": "attention.self.key", "attn_v": "attention.self.value",
        "attn_output": "attention.output.dense", "attn_output_norm": "attention.output.LayerNorm",
        "ffn_up": "intermediate.dense", "ffn_down": "output.dense", "layer_output_norm": "output.LayerNorm",
      ])
    names.outer = [
      "token_embd": "embeddings.word_embeddings", "position_embd": "embeddings.position_embeddings",
      "token_types": "embeddings.token_type_embeddings", "token_embd_norm": "embeddings.LayerNorm",
    ]
    names.layers = "encoder.layer"
    return names
  }()
}
