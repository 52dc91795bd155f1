/// A strip of tokens, coloured by one of several weight series.
public struct TokensFigure: Sendable, Hashable {
  /// The tokens.
  public var tokens: [Label]
  /// The series; none shows the bare text.
  public var series: [Series]
  /// How weights are coloured.
  public var scale: ColourScale
  /// How weights are printed.
  public var style: NumberStyle
  /// Index of the first token that was generated, if any.
  public var firstGenerated: Int?

  /// One weight per token.
  public struct Series: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The weights, as many as tokens; nil leaves a token bare.
    public var weights: [Double?]

    /// Creates a series.
    public init(name: String, weights: [Double?]) {
      self.name = name
      self.weights = weights
    }
  }

  /// Creates a strip.
  public init(
    tokens: [Label], series: [Series] = [], scale: ColourScale, style: NumberStyle = .decimal(2),
    firstGenerated: Int? = nil
  ) {
    self.tokens = tokens
    self.series = series
    self.scale = scale
    self.style = style
    self.firstGenerated = firstGenerated
  }
}
