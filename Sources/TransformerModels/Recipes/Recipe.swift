import Diagnostics
import ExplainerCore
import Tensors

/// A family, of one configuration: what its weights are called, and what parts they make.
struct Recipe: Sendable {
  /// What the family is called in messages.
  let title: String
  /// What the configuration says; the checkpoint's own facts are added when it is loaded.
  let info: ModelInfo
  let style: WeightStyle
  /// What transformers puts before the names of the base model, such as `transformer`.
  let base: String
  /// The first words of the names that `base` does not stand before.
  let headNames: [String]
  /// The first words of the names of other tasks' heads, which are no surprise.
  let otherHeads: [String]
  /// The token embedding.
  let embedding: String
  /// The weight that scores tokens.
  var scores = "lm_head.weight"
  /// Parts of the names of weights that need not be stored under their own: those that may be one with another, or that
  /// old files call otherwise.
  let elsewhere: [String]
  /// How many segments there are; nil where the family has none.
  var segments: Int?
  /// What a decoder beside an encoder begins with where the files do not say it; nil where they must.
  var decoderStart: Int?
  /// Whether a decoder that reads what the encoder reads begins with the last token of that, not with its start token.
  var wrapsText = false
  /// What the checkpoint's weights make of the last states.
  let heads: @Sendable (ModelSource, StoredNames) -> CheckpointHeads
  /// Says which weights are one, in a checkpoint with a language model or without.
  let tie: @Sendable (_ names: inout StoredNames, _ hasLanguageModel: Bool) throws(ExplainerError) -> Void
  /// Puts the parts together, asking for each weight by its name.
  let compose: @Sendable (inout Assembly) throws(ExplainerError) -> Composition
}

extension StoredNames {
  /// Says whether the head is the token embedding, of a family that has no other weights that may be one.
  mutating func tieHead(
    _ head: String, to embedding: String, _ isTied: Bool, _ hasLanguageModel: Bool
  ) throws(ExplainerError) {
    if isTied { try tie([embedding, head]) } else if hasLanguageModel { try checkUntied([head]) }
  }
}
