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
    /// Builds the model.
    let construct: @Sendable (ModelSource) throws -> any Model
  }

  /// The known families, sorted.
  public static var families: [String] { known.keys.sorted() }

  private static let known: [String: Family] = [
    "bart": Family(
      kind: .sequenceToSequence,
      standardNames: [
        "d_model": "hidden_size", "encoder_attention_heads": "num_attention_heads",
        "encoder_layers": "num_hidden_layers",
      ], construct: { try BARTModel($0) }),
    "bert": Family(kind: .masked, standardNames: [:], construct: { try BERTModel($0) }),
    "gpt2": Family(
      kind: .causal,
      standardNames: [
        "n_embd": "hidden_size", "n_head": "num_attention_heads", "n_layer": "num_hidden_layers",
        "n_positions": "max_position_embeddings",
      ], construct: { try GPT2Model($0) }),
  ]

  /// What models of a family are, before one is loaded; nil for a family that is not known.
  public static func kind(ofFamily name: String) -> ModelKind? { known[name]?.kind }

  /// The family of a checkpoint, by `model_type`, else by its first architecture (`GPT2LMHeadModel`).
  ///
  /// - Throws: `unsupported` for a family that is not known, `badData` where the configuration names none.
  static func family(of configuration: ModelConfiguration) throws(ExplainerError) -> Family {
    let architecture = configuration.value("architectures")?[0]?.string
    let named = try configuration.string("model_type", default: "")
    let name = named.isEmpty ? families.first { architecture?.lowercased().hasPrefix($0) ?? false } : named
    guard let name = name ?? architecture else { throw anonymous(configuration) }
    guard let family = known[name] else {
      throw ExplainerError(
        .unsupported, "models of this family cannot be run yet", at: [configuration.path],
        expected: families.joined(separator: ", "), found: name)
    }
    return family
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
