/// What a checkpoint's weights make of the last states: what the model was trained to say.
public enum ModelHead: String, Sendable, Hashable, CaseIterable {
  /// Scores of every token of the vocabulary: of the next one, or of what stands for a mask.
  case languageModel = "language-model"
  /// Scores of labels for a whole text.
  case sequenceClassification = "sequence-classification"
  /// Scores of labels for each token.
  case tokenClassification = "token-classification"
  /// Where in the text an answer begins and ends.
  case questionAnswering = "question-answering"
  /// Which of several texts fits.
  case multipleChoice = "multiple-choice"
  /// Whether the second of two texts follows the first.
  case nextSentence = "next-sentence-prediction"
}
