import Checkpoints
import Diagnostics
import ExplainerCore
import JSON

/// The keys of `config.json` that change what is computed in some family, with the values at which they change nothing.
///
/// Silence is how tools get to be wrong by whole logits on new files: a key that a family does not know is one that
/// somebody has made a model with. So what is in this table, and says something, and has not been read while the recipe
/// was made, is refused by name. Reading is what counts: nobody has to remember to list a key, and nobody can forget.
///
/// Biases are not in it: one that is stored is used, and one that is needed and not stored is an error.
enum ComputationKeys {
  /// Whether a value changes nothing in the model that a configuration describes; `null` and what is empty never do.
  typealias Rule = @Sendable (_ value: JSONValue, _ model: Described) -> Bool

  /// A model as its configuration describes it.
  struct Described {
    let info: ModelInfo
    /// The configuration, which knows what has been read of it.
    let file: ModelConfiguration

    /// Whether positions turn queries and keys.
    var isRotary: Bool { file.readKeys.contains("rope_theta") }
  }

  /// Makes a recipe of a configuration, and refuses what the configuration asks for beyond it.
  ///
  /// - Throws: `unsupported` for keys of the table that are not read and say something; as `make`.
  static func checked(
    _ file: ModelConfiguration, _ make: (ModelConfiguration) throws(ExplainerError) -> Recipe
  ) throws(ExplainerError) -> Recipe {
    let file = file.recordingReads()
    let recipe = try make(file)
    let model = Described(info: recipe.info, file: file)
    let unknown = file.object.members.filter { key, value in
      guard let rule = table[key], !file.readKeys.contains(key) else { return false }
      return !isEmpty(value) && !rule(value, model)
    }
    guard !unknown.isEmpty else { return recipe }
    let names = unknown.map { "'\($0.key)'" }.joined(separator: ", ")
    throw ExplainerError(
      .unsupported, "asks for something that is not known here of \(recipe.title): \(names)", at: [file.path],
      expected: unknown.count == 1
        ? "no such key, or a value without effect" : "no such keys, or values without effect",
      found: unknown.map { StoredNames.short("\($0.key) \($0.value.text())") }.joined(separator: ", "),
      remedy: "Is model_type right? If this has no effect on the model, take it out of config.json")
  }

  private static func isEmpty(_ value: JSONValue) -> Bool {
    value.isNull || value.array?.isEmpty ?? value.object?.members.isEmpty ?? value.string?.isEmpty ?? false
  }
}

// MARK: - Rules

extension ComputationKeys {
  /// No value is without effect.
  static let never: Rule = { _, _ in false }
  /// As many as there are, or as wide as it is.
  static let width: Rule = { value, model in value.int == model.info.hiddenSize }
  static let heads: Rule = { value, model in value.int == model.info.heads }
  static let headSize: Rule = { value, model in value.int == model.info.headSize }
  static let layers: Rule = { value, model in value.int == model.info.layers }
  /// A window no text is longer than, or one that is not used.
  static let window: Rule = { value, model in
    if value.bool == false || model.file.object["use_sliding_window"]?.bool == false { return true }
    return value.int.map { $0 <= 0 || $0 >= model.info.contextLength } ?? false
  }
  /// Whether later tokens are hidden, as the family does it.
  static let causality: Rule = { value, model in value.bool == (model.info.kind != .masked) }
  /// A decoder by itself is what causal models are.
  static let decoder: Rule = { value, model in value.bool == false || model.info.kind == .causal }
  /// What the family does with positions, by its usual name.
  static let positions: Rule = { value, model in
    value.string.map { $0 == "absolute" || model.isRotary && ["rope", "rotary"].contains($0) } ?? false
  }

  /// These values.
  static func only(_ values: JSONValue...) -> Rule {
    { value, _ in values.contains { $0 == value || $0.double != nil && $0.double == value.double } }
  }

  /// Lists of these values, and nothing else; or one of them alone.
  static func all(_ values: JSONValue...) -> Rule {
    { value, _ in
      (value.array ?? [value]).allSatisfy { item in
        values.contains { $0 == item || $0.double != nil && $0.double == item.double }
      }
    }
  }
}
