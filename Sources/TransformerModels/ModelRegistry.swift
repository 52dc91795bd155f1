import Checkpoints
import Diagnostics
public import ExplainerCore
import JSON

/// The families this program knows: `model_type` → constructor.
public enum ModelRegistry {
  typealias Constructor = @Sendable (ModelSource) throws -> any Model

  /// The known families, sorted.
  public static var families: [String] { constructors.keys.sorted() }

  private static let constructors: [String: Constructor] = [
    "bart": { try BARTModel($0) },
    "bert": { try BERTModel($0) },
    "gpt2": { try GPT2Model($0) },
  ]

  /// What models of a family are, before one is loaded; nil for a family that is not known.
  public static func kind(ofFamily family: String) -> ModelKind? {
    switch family {
    case "bart": .sequenceToSequence
    case "bert": .masked
    case "gpt2": .causal
    default: nil
    }
  }

  /// The constructor for a checkpoint, by `model_type`, else by its first architecture (`GPT2LMHeadModel`).
  ///
  /// - Throws: `unsupported` for a family that is not known, `badData` where the configuration names none.
  static func constructor(for configuration: ModelConfiguration) throws(ExplainerError) -> Constructor {
    let architecture = configuration.value("architectures")?[0]?.string
    let named = try configuration.string("model_type", default: "")
    let family = named.isEmpty ? families.first { architecture?.lowercased().hasPrefix($0) ?? false } : named
    guard let family = family ?? architecture else {
      throw ExplainerError(
        .badData, "does not say what model this is: there is neither 'model_type' nor 'architectures'",
        at: [configuration.path])
    }
    guard let constructor = constructors[family] else {
      throw ExplainerError(
        .unsupported, "models of this family cannot be run yet", at: [configuration.path],
        expected: families.joined(separator: ", "), found: family)
    }
    return constructor
  }
}
