/// How a model relates its inputs to its outputs.
public enum ModelKind: String, Sendable, Hashable, CaseIterable {
  /// Predicts each next token from those before it (GPT-2, Llama).
  case causal
  /// Predicts masked tokens from both sides (BERT).
  case masked
  /// Reads one sequence with an encoder and predicts another with a decoder (BART).
  case sequenceToSequence = "sequence-to-sequence"
}
