/// The parts special tokens play, as `special_tokens_map.json` and `tokenizer_config.json` name them.
public enum SpecialTokenRole: String, Sendable, Hashable, CaseIterable {
  /// Begins a text.
  case beginning = "bos_token"
  /// Ends a text.
  case end = "eos_token"
  /// Stands for what the vocabulary cannot spell.
  case unknown = "unk_token"
  /// Separates two texts.
  case separator = "sep_token"
  /// Fills up a batch.
  case padding = "pad_token"
  /// Carries the text as a whole, for classifiers.
  case classifier = "cls_token"
  /// Hides a token that the model is to guess.
  case mask = "mask_token"
}
