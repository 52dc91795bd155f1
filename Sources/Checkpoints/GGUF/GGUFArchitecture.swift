/// An architecture of GGUF files in the words of the family of checkpoints it is made from.
enum GGUFArchitecture: String, CaseIterable {
  case llama
  case qwen2
  case qwen3

  /// What `config.json` calls the family.
  var family: String { rawValue }

  /// Whether the dimensions of a head that positions turn together lie side by side, and not half a head apart: llama.cpp's
  /// converter lays the rows of queries and keys anew for some.
  var turnsNeighbours: Bool { self == .llama }

  /// What the checkpoint calls a tensor; nil for one that is none of its weights.
  func name(of tensor: String) -> String? {
    if let name = Self.outer[tensor] { return name }
    let words = tensor.split(separator: ".", omittingEmptySubsequences: false)
    guard words.count == 4, words[0] == "blk", let layer = Int(words[1]), "\(layer)" == words[1],
      let name = Self.inner[String(words[2])]
    else { return nil }
    return "model.layers.\(layer).\(name).\(words[3])"
  }

  private static let outer = [
    "token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight",
    "output.weight": "lm_head.weight",
  ]

  private static let inner = [
    "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm", "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm", "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
  ]
}
