/// Sentences that every figure of the lens carries, so that both explainers warn alike.
public enum LensWords {
  /// What a reader of a lens must know.
  public static let caution: String = """
    A lens reads every layer with the last layer's eyes. Early layers need not keep their guesses in the directions \
    the head reads, so a token that appears late may have been decided early in another form, and a token that \
    appears early may be an accident of the head.
    """

  /// How the head was applied, in the few words a caption has room for.
  public static func short(normed: Bool) -> String {
    normed
      ? "Every layer is read through the final norm."
      : "All layers but the last are read raw, without the final norm."
  }

  /// How the head was applied.
  public static func head(normed: Bool) -> String {
    normed
      ? "The model's final norm is applied to every layer before the head (the logit lens)."
      : """
      As in the reference, the head is applied to each layer's state as it is: only the last layer's has been through \
      the final norm. --normed applies the norm to every layer (the logit lens).
      """
  }
}
