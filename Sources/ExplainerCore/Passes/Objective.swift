/// One number made of what a pass gives, for its derivative: a weighted sum of elements of sites.
///
/// `" are" - " is"` is how much more the next token is *are* than *is*.
public struct Objective: Sendable, Hashable {
  /// What is added up.
  public var terms: [Term]

  /// The sum of these terms.
  public init(terms: [Term]) { self.terms = terms }

  /// One element of a site, and what it is multiplied with.
  public struct Term: Sendable, Hashable {
    /// What the element is multiplied with; finite.
    public var weight: Float
    /// Which element.
    public var target: Target
    /// The token it stands at, negative from the end; nil for the last, and where the target has no tokens.
    public var position: Int?
    /// The text of the pass, from 0; nil for every text.
    public var text: Int?

    /// A term of these parts.
    public init(_ target: Target, weight: Float = 1, position: Int? = nil, text: Int? = nil) {
      self.weight = weight
      self.target = target
      self.position = position
      self.text = text
    }
  }

  /// What a term takes.
  public enum Target: Sendable, Hashable {
    /// The score of a token, given as a text that has to be one token.
    case token(String)
    /// The score of the token with this id.
    case id(Int)
    /// The score of a class, by its label or its number as text.
    case label(String)
    /// The score for an answer that starts there.
    case start
    /// The score for an answer that ends there.
    case end
    /// An element of a site whose rows flow on: its place in all extents but the tokens', in their order.
    ///
    /// In `[T, D]` it is `[column]`, in `[H, T, d]` `[head, column]`. Scores and patterns, which are inside of attention,
    /// cannot be part of an objective; their gradients can be had.
    case site(name: String, index: [Int])
  }
}
