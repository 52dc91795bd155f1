import Checkpoints
import Diagnostics
public import ExplainerCore
import JSON

/// The families this program knows: `model_type` → how its checkpoints are read.
public enum ModelRegistry {
  /// How checkpoints of a family are read.
  struct Family: Sendable {
    /// What its models are.
    let kind: ModelKind
    /// The keys of `config.json` that have a name all families share, by the family's own: `attribute_map` of the
    /// configuration classes of transformers 5.24.0.
    let standardNames: [String: String]
    /// What its checkpoints are put together from.
    let make: @Sendable (ModelConfiguration) throws(ExplainerError) -> Recipe

    init(
      kind: ModelKind, standardNames: [String: String] = [:],
      recipe: @escaping @Sendable (ModelConfiguration) throws(ExplainerError) -> Recipe
    ) {
      self.kind = kind
      self.standardNames = standardNames
      make = recipe
    }

    /// What the checkpoint with this `config.json` is put together from.
    ///
    /// - Throws: `unsupported` for what the family does not know, and would compute otherwise.
    func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
      try ComputationKeys.checked(file.withStandardNames(standardNames), make)
    }
  }

  /// The known families, sorted.
  public static var families: [String] { known.keys.sorted() }

  private static let gptNames = [
    "n_embd": "hidden_size", "n_head": "num_attention_heads", "n_layer": "num_hidden_layers",
    "n_positions": "max_position_embeddings",
  ]

  private static let known = decoders.merging(encoders) { first, _ in first }

  private static let decoders: [String: Family] = [
    "gpt2": Family(
      kind: .causal,
      standardNames: gptNames, recipe: GPT2.recipe),
    "bloom": Family(
      kind: .causal, standardNames: ["n_head": "num_attention_heads", "n_layer": "num_hidden_layers"],
      recipe: BLOOM.recipe),
    "codegen": Family(kind: .causal, standardNames: gptNames, recipe: CodeGen.recipe),
    "cohere": Family(kind: .causal, recipe: Cohere.recipe),
    "cohere2": Family(kind: .causal, recipe: Cohere2.recipe),
    "deepseek_v2": Family(kind: .causal, recipe: DeepSeekV2.recipe),
    "deepseek_v3": Family(kind: .causal, recipe: DeepSeekV3.recipe),
    "falcon": Family(kind: .causal, recipe: Falcon.recipe),
    "gemma": Family(kind: .causal, recipe: Gemma.recipe),
    "gemma2": Family(kind: .causal, recipe: Gemma2.recipe),
    "gemma3_text": Family(kind: .causal, recipe: Gemma3.recipe),
    "glm4": Family(kind: .causal, recipe: GLM4.recipe),
    "glm4_moe": Family(kind: .causal, recipe: GLM4Moe.recipe),
    "gpt_bigcode": Family(kind: .causal, standardNames: gptNames, recipe: GPTBigCode.recipe),
    "gpt_neo": Family(
      kind: .causal, standardNames: ["num_heads": "num_attention_heads", "num_layers": "num_hidden_layers"],
      recipe: GPTNeo.recipe),
    "gpt_neox": Family(kind: .causal, recipe: GPTNeoX.recipe),
    "gpt_oss": Family(kind: .causal, recipe: GPTOSS.recipe),
    "gptj": Family(kind: .causal, standardNames: gptNames, recipe: GPTJ.recipe),
    "granite": Family(kind: .causal, recipe: Granite.recipe),
    "lfm2": Family(kind: .causal, recipe: LFM2.recipe),
    "lfm2_moe": Family(kind: .causal, recipe: LFM2Moe.recipe),
    "llama": Family(kind: .causal, recipe: Llama.recipe),
    "mistral": Family(kind: .causal, recipe: Mistral.recipe),
    "mixtral": Family(kind: .causal, recipe: Mixtral.recipe),
    "mpt": Family(
      kind: .causal,
      standardNames: [
        "d_model": "hidden_size", "n_heads": "num_attention_heads", "n_layers": "num_hidden_layers",
      ],
      recipe: MPT.recipe),
    "nemotron": Family(kind: .causal, recipe: Nemotron.recipe),
    "olmo2": Family(kind: .causal, recipe: OLMo2.recipe),
    "olmo3": Family(kind: .causal, recipe: OLMo3.recipe),
    "olmoe": Family(kind: .causal, recipe: OLMoE.recipe),
    "opt": Family(kind: .causal, recipe: OPT.recipe),
    "phi": Family(kind: .causal, recipe: Phi.recipe),
    "phi3": Family(kind: .causal, recipe: Phi3.recipe),
    "qwen2": Family(kind: .causal, recipe: Qwen2.recipe),
    "qwen2_moe": Family(kind: .causal, recipe: Qwen2Moe.recipe),
    "qwen3": Family(kind: .causal, recipe: Qwen3.recipe),
    "qwen3_5": Family(kind: .causal, recipe: Qwen35.inside),
    "qwen3_5_moe": Family(kind: .causal, recipe: Qwen35.mixtureInside),
    "qwen3_5_moe_text": Family(kind: .causal, recipe: Qwen35.mixture),
    "qwen3_5_text": Family(kind: .causal, recipe: Qwen35.recipe),
    "qwen3_moe": Family(kind: .causal, recipe: Qwen3Moe.recipe),
    "qwen3_next": Family(kind: .causal, recipe: Qwen3Next.recipe),
    "smollm3": Family(kind: .causal, recipe: SmolLM3.recipe),
    "stablelm": Family(kind: .causal, recipe: StableLM.recipe),
    "starcoder2": Family(kind: .causal, recipe: StarCoder2.recipe),
  ]

  /// What models of a family are, before one is loaded; nil for a family that is not known.
  public static func kind(ofFamily name: String) -> ModelKind? { known[name]?.kind }

  /// How checkpoints of the family called `name` are read; nil of one that is not known.
  static func family(named name: String) -> Family? { known[name] }

  /// The family of a checkpoint, by `model_type`, else by its first architecture (`GPT2LMHeadModel`).
  ///
  /// - Throws: `unsupported` for a family that is not known, `badData` where the configuration names none.
  static func family(of configuration: ModelConfiguration) throws(ExplainerError) -> Family {
    let architecture = configuration.value("architectures")?[0]?.string
    let named = try configuration.string("model_type", default: "")
    let name = named.isEmpty ? architecture.map { family(ofArchitecture: $0) ?? $0 } : named
    guard let name else { throw anonymous(configuration) }
    guard let family = known[name] else {
      throw ExplainerError(
        .unsupported, "models of this family cannot be run yet", at: [configuration.path],
        expected: families.joined(separator: ", "), found: name,
        remedy: likely(name).map { "If this is such a model, write \"model_type\": \"\($0)\"" })
    }
    return family
  }

  /// The family of the models of an architecture, whose name is its own and that of a head: `qwen3_moe` of
  /// `Qwen3MoeForCausalLM`.
  static func family(ofArchitecture name: String) -> String? {
    if let head = name.firstRange(of: "For") { return likely(String(name[..<head.lowerBound])) }
    let ends = ["LMHeadModel", "DoubleHeadsModel", "MTModel", "EncoderModel", "Model"]
    return ends.first(where: name.hasSuffix).flatMap { likely(String(name.dropLast($0.count))) }
  }

  /// The family that a name spells in another way, as `GPT-2` does.
  private static func likely(_ name: String) -> String? {
    let plain = plain(name)
    return families.first { Self.plain($0) == plain }
  }

  /// The letters and digits of a name, small.
  static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  /// Why a configuration without `model_type` is none of a model.
  private static func anonymous(_ configuration: ModelConfiguration) -> ExplainerError {
    let parts = [
      ("word_embedding_dimension", "the configuration of one step of a sentence-transformers model"),
      ("in_features", "the configuration of one step of a sentence-transformers model"),
      ("_class_name", "the configuration of a part of a diffusers pipeline"),
      ("peft_type", "the configuration of a PEFT adapter"),
    ]
    let part = parts.first { configuration.has($0.0) }?.1
    return ExplainerError(
      .badData, "does not say what model this is: there is neither 'model_type' nor 'architectures'",
      at: [configuration.path], found: part,
      remedy: part.map { _ in "Pass the folder that holds the language model itself" })
  }
}
