/// How numbers of a figure become colours.
public struct ColourScale: Sendable, Hashable {
  /// The kinds of scale.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// One hue, zero is the paper.
    case magnitude
    /// Blue to orange through the paper, symmetric about zero.
    case sign
    /// Rank 1 filled, then a logarithmic ramp that fades with the rank.
    case rank
    /// Whole numbers that name kinds (heads, factors), each with its own hue.
    case kind
  }

  /// The kind of scale.
  public var kind: Kind
  /// The values at the ends; nil takes them from the data (`magnitude` then starts at 0).
  public var domain: ClosedRange<Double>?
  /// What the numbers are, for legend and axis, such as `probability` or `rank (1 = most probable)`.
  public var quantity: String

  /// Creates a scale.
  public init(_ kind: Kind, domain: ClosedRange<Double>? = nil, quantity: String) {
    self.kind = kind
    self.domain = domain
    self.quantity = quantity
  }
}
