public import ExplainerCore

/// Sentences that every figure of the lens carries, so that both explainers warn alike.
public struct LensWords: Sendable {
  private let kind: ModelKind
  private let normed: Bool

  /// The words for a model of this kind, read with or without the final norm.
  public init(kind: ModelKind, normed: Bool) {
    self.kind = kind
    self.normed = normed
  }

  /// What a reader of a lens must know.
  public static let caution: String = """
    A lens reads every layer with the last layer's eyes. Early layers need not keep their guesses in the directions \
    the head reads, so a token that appears late may have been decided early in another form, and a token that \
    appears early may be an accident of the head.
    """

  /// How the head was applied, in the few words a caption has room for.
  public var short: String {
    switch (kind, normed) {
    case (.masked, _): "Every layer is read through the whole masked-language-model head."
    case (.sequenceToSequence, _): "Every layer of the decoder is read through the model's head."
    case (_, true): "Every layer is read through the final norm."
    case (_, false): "All layers but the last are read raw, without the final norm."
    }
  }

  /// How the head was applied.
  public var head: String {
    switch (kind, normed) {
    case (.masked, _):
      """
      The model's whole masked-language-model head (its own layer, norm and unembedding) is applied to each layer's \
      state. The layers of this family end with a norm of their own, so --normed changes nothing.
      """
    case (.sequenceToSequence, _):
      """
      The model's head is applied to each state of the decoder. The layers of this family end with a norm of their \
      own, so --normed changes nothing.
      """
    case (_, true): "The model's final norm is applied to every layer before the head (the logit lens)."
    case (_, false):
      """
      As in the reference, the head is applied to each layer's state as it is: only the last layer's has been through \
      the final norm. --normed applies the norm to every layer (the logit lens).
      """
    }
  }
}
