public import Diagnostics

extension ModelInfo {
  /// The heads and their labels in words: `sequence classification (negative, neutral, positive)`.
  public var outputHeadsInWords: String {
    let words = outputHeads.map { head in
      switch head {
      case .languageModel: kind == .masked ? "masked language model" : "language model"
      case .sequenceClassification, .tokenClassification:
        head.rawValue.replacing("-", with: " ") + (labels.isEmpty ? "" : " (\(labelsInWords))")
      default: head.rawValue.replacing("-", with: " ")
      }
    }
    return words.isEmpty ? "none" : words.joined(separator: ", ")
  }

  private var labelsInWords: String {
    let shown = labels.prefix(8).joined(separator: ", ")
    return labels.count > 8 ? "\(shown) and \(labels.count - 8) more" : shown
  }

  /// Why this model gives no token a score.
  public var lacksLanguageModel: ExplainerError {
    ExplainerError(
      .unsupported,
      "\(id) has no \(kind == .masked ? "masked-" : "")language-model head, so it gives no token a score",
      expected: kind == .masked
        ? "a checkpoint saved with that head, as BertForMaskedLM or RobertaForMaskedLM"
        : "a checkpoint of a language model",
      found: outputHeads.isEmpty ? "no head" : outputHeadsInWords,
      remedy: "what it computes inside can be looked at all the same: residual streams, attention, neurons")
  }

  /// Why this model has not got `head`, nil where it has.
  public func lack(of head: ModelHead) -> ExplainerError? {
    guard !outputHeads.contains(head) else { return nil }
    guard head != .languageModel else { return lacksLanguageModel }
    return ExplainerError(
      .unsupported, "\(id) has no head for \(head.rawValue.replacing("-", with: " "))",
      found: outputHeads.isEmpty ? "no head" : outputHeadsInWords)
  }
}
