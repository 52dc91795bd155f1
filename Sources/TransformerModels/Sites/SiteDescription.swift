public import ExplainerCore

/// One site of a model, for those who want to know what there is.
public struct SiteDescription: Sendable, Hashable {
  /// Its address.
  public let site: Site
  /// What it holds, and what may be done with it.
  public let kind: SiteKind
  /// How many there are along each extent of its shape; nil where that depends on the text.
  public let extents: [Int?]
}
