/// What of a model's folder is needed.
public enum ModelParts: Sendable {
  /// Configuration, weights and tokenizer.
  case all
  /// The tokenizer alone.
  case tokenizer
}
