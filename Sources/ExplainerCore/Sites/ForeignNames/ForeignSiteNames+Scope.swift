extension ForeignSiteNames {
  /// Of which models a line speaks.
  package enum Scope: Sendable, Hashable {
    /// All of its group's.
    case all
    /// Those of these families, by `model_type`.
    case only([String])
    /// Those of all families but these.
    case but([String])
    /// Those with this head.
    case head(ModelHead)

    /// Whether a line speaks of `model`; of one that is not known those do that speak of most.
    func covers(_ model: ModelInfo?) -> Bool {
      switch self {
      case .all: true
      case .only(let families): model.map { families.contains($0.family) } ?? false
      case .but(let families): model.map { !families.contains($0.family) } ?? true
      case .head(let head): model?.outputHeads.contains(head) ?? false
      }
    }
  }

  // MARK: - Families that lines speak of together

  /// What the document calls them.
  package static let called: [(name: String, families: [String])] = [
    ("post-normed", postNormed), ("rotary", rotary), ("gated", gated),
  ]

  /// Norms stand behind the sums: the state between two halves, and after a layer, is what a norm gives.
  static let postNormed = [
    "albert", "bart", "bert", "camembert", "deberta-v2", "distilbert", "electra", "marian", "mpnet",
    "roberta", "xlm-roberta",
  ]
  /// Queries and keys are turned, or normed, behind their maps.
  static let rotary = [
    "codegen", "cohere", "cohere2", "deepseek_v2", "deepseek_v3", "falcon", "gemma", "gemma2", "gemma3_text",
    "glm4", "glm4_moe", "gpt_neox", "gpt_oss", "gptj", "granite", "lfm2", "lfm2_moe", "llama", "mistral",
    "mixtral", "modernbert", "nemotron", "olmo2", "olmo3", "olmoe", "phi", "phi3", "qwen2", "qwen2_moe",
    "qwen3", "qwen3_5_moe_text", "qwen3_5_text", "qwen3_moe", "qwen3_next", "smollm3", "stablelm",
    "starcoder2",
  ]
  /// MLPs have a gate; of T5's some.
  static let gated = [
    "cohere", "cohere2", "deepseek_v2", "deepseek_v3", "gemma", "gemma2", "gemma3_text", "glm4", "glm4_moe",
    "gpt_oss", "granite", "lfm2", "lfm2_moe", "llama", "mistral", "mixtral", "modernbert", "mt5", "olmo2",
    "olmo3", "olmoe", "phi3", "qwen2", "qwen2_moe", "qwen3", "qwen3_5_moe_text", "qwen3_5_text", "qwen3_moe",
    "qwen3_next", "smollm3", "stablelm", "t5", "umt5",
  ]
  /// Norms stand behind the halves, before their sums.
  static let sandwiched = ["gemma2", "gemma3_text", "olmo2", "olmo3"]
  /// What the halves read is the stream as it is.
  static let unnormed = ["olmo2", "olmo3"]
  /// Layers have experts.
  static let mixtures = [
    "deepseek_v2", "deepseek_v3", "glm4_moe", "gpt_oss", "mixtral", "olmoe", "qwen2_moe", "qwen3_5_moe_text",
    "qwen3_moe", "qwen3_next",
  ]
  /// Queries, keys and values are made of something narrower than the stream.
  static let latent = ["deepseek_v2", "deepseek_v3"]
  /// Every token is sent to one expert or more, beside those chosen.
  static let sharing = [
    "deepseek_v2", "deepseek_v3", "glm4_moe", "qwen2_moe", "qwen3_5_moe_text", "qwen3_next",
  ]
  /// Some layers have heads with states in the place of attention, and attention has a gate in the others.
  static let stateful = ["qwen3_5_moe_text", "qwen3_5_text", "qwen3_next"]
}
