import Diagnostics
import JSON

/// What `config.json` would say of the model in a GGUF file, put together key by key.
struct GGUFSettings {
  /// What the file says.
  let keys: GGUFKeys
  private(set) var object: JSONObject = [:]

  /// A setting by its name in `config.json`.
  subscript(name: String) -> JSONValue? {
    get { object[name] }
    set { object[name] = newValue }
  }

  /// Takes a key that must be there and is a whole number.
  mutating func need(_ key: String, as name: String) throws(ExplainerError) {
    self[name] = .integer(try keys.whole(key))
  }

  /// Takes a number where the file says it.
  mutating func take(_ key: String, as name: String) throws(ExplainerError) {
    if let number = try keys.number(key) { self[name] = .number(number) }
  }

  /// What all models say: their family, their sizes, ε of their norms, and which tokens begin and end a text.
  ///
  /// - Parameters:
  ///   - epsilon: what ε is called: `rms_norm_eps` of norms without a mean, anything else of those with one.
  ///   - neurons: what the width of the MLPs is called.
  mutating func sizes(
    _ family: String, epsilon: String = "rms_norm_eps", neurons: String = "intermediate_size"
  ) throws(ExplainerError) {
    self["model_type"] = .string(family)
    try need("block_count", as: "num_hidden_layers")
    try need("context_length", as: "max_position_embeddings")
    try need("embedding_length", as: "hidden_size")
    try need("feed_forward_length", as: neurons)
    try need("attention.head_count", as: "num_attention_heads")
    // (The converter may write both, whichever norms there are.)
    let mean = try keys.number("attention.layer_norm_epsilon")
    let square = try keys.number("attention.layer_norm_rms_epsilon")
    let isSquare = epsilon == "rms_norm_eps"
    guard let value = isSquare ? square : mean else {
      throw keys.wrong("attention.layer_norm_\(isSquare ? "rms_" : "")epsilon", "a number")
    }
    self[epsilon] = .number(value)
    for (name, ours) in [("bos", "bos_token_id"), ("eos", "eos_token_id")] {
      self[ours] = keys.file["tokenizer.ggml.\(name)_token_id"]?.int.map { .integer($0) }
    }
    guard let tokens = keys.file["tokenizer.ggml.tokens"]?.strings else {
      throw ExplainerError(
        .badData, "there is no vocabulary", at: [keys.file.path], expected: "tokenizer.ggml.tokens")
    }
    if let rows = keys.shape(of: "token_embd.weight")?.first, rows != tokens.count {
      throw ExplainerError(
        .badData, "the vocabulary does not fit the embedding",
        at: [keys.file.path, "tensor 'token_embd.weight'"],
        expected: "\(tokens.count) rows, as many as tokenizer.ggml.tokens", found: "\(rows)",
        remedy: "Convert the checkpoint again")
    }
    self["vocab_size"] = .integer(tokens.count)
    let isCausal = keys.value("attention.causal")?.bool ?? true
    guard isCausal == (family != "bert") else {
      throw ExplainerError(
        .unsupported, "reads texts in another direction than models of this architecture do here",
        at: [keys.file.path], expected: "attention.causal \(!isCausal)", found: "\(isCausal)")
    }
  }

  /// What a decoder says beside that: heads of keys, the width of heads, and whether the head is the embedding.
  mutating func decoder(
    _ family: String, epsilon: String = "rms_norm_eps", neurons: String = "intermediate_size"
  ) throws(ExplainerError) {
    try sizes(family, epsilon: epsilon, neurons: neurons)
    let heads = self["num_attention_heads"]?.int ?? 0
    self["num_key_value_heads"] = .integer(try keys.whole("attention.head_count_kv", default: heads))
    let share = (self["hidden_size"]?.int ?? 0) / max(heads, 1)
    let size = try keys.whole("attention.key_length", default: share)
    guard try keys.whole("attention.value_length", default: size) == size else {
      throw keys.wrong("attention.value_length", "\(size), as wide as keys")
    }
    self["head_dim"] = .integer(size)
    self["tie_word_embeddings"] = .bool(!keys.holds("output.weight"))
  }

  /// How many experts there are and to how many a token is sent.
  ///
  /// - Parameter neurons: what their width is called, where it is not that of the MLPs.
  mutating func experts(neurons: String? = "moe_intermediate_size") throws(ExplainerError) {
    try need("expert_count", as: "num_experts")
    try need("expert_used_count", as: "num_experts_per_tok")
    guard let neurons else { return }
    try need("expert_feed_forward_length", as: neurons)
  }
}
