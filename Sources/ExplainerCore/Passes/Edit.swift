/// A change of what flows through a model: what, at which sites, and where in them.
///
/// Several apply in the order given. Lists that are nil mean all there is.
public struct Edit: Sendable, Hashable {
  /// Which sites: an address, or a pattern such as `layers.*.mlp.output`, as written.
  public var site: String
  /// Which texts of the pass, from 0; nil for all.
  public var texts: IndexList?
  /// Which tokens of a text; nil for all.
  public var positions: IndexList?
  /// Which heads, at sites that have heads; nil for all.
  public var heads: IndexList?
  /// Which places of the last extent; nil for all.
  public var dimensions: IndexList?
  /// What is done to the numbers.
  public var change: Change
  /// Whether the rows of an attention pattern are brought back to a sum of 1; only for `attention.pattern`.
  public var renormalises: Bool

  /// An edit of these parts.
  public init(
    _ site: String, texts: IndexList? = nil, positions: IndexList? = nil, heads: IndexList? = nil,
    dimensions: IndexList? = nil, _ change: Change, renormalises: Bool = false
  ) {
    self.site = site
    self.texts = texts
    self.positions = positions
    self.heads = heads
    self.dimensions = dimensions
    self.change = change
    self.renormalises = renormalises
  }

  /// The sites meant.
  public var pattern: SitePattern { SitePattern(site) }

  /// What is done to the numbers an edit takes hold of.
  public enum Change: Sendable, Hashable {
    /// They become the value.
    case set(Value)
    /// The value is added to them.
    case add(Value)
    /// They are multiplied by a finite number.
    case scale(Float)
    /// They become their mean.
    case mean(Mean)
    /// What lies along a direction is taken out: x − (x·u) u, u the direction at length 1.
    case remove(Value)
    /// Only what lies along a direction stays: (x·u) u.
    case keep(Value)
  }

  /// What a mean is taken over.
  public enum Mean: String, Sendable, Hashable, CaseIterable {
    /// The tokens of each text that are edited.
    case positions
    /// The texts of the pass that are edited, token by token.
    case texts
  }

  /// Where the numbers of a change come from.
  public enum Value: Sendable, Hashable {
    /// One finite number, everywhere.
    case number(Float)
    /// A tensor by its name, among those that come with the request; `FILE:NAME` where a user named a file.
    case tensor(String)
    /// What the same site holds for another text of the same pass, from 0.
    case text(Int)
    /// What the same site holds in a pass over this text.
    case otherText(String)
  }
}

extension Edit.Value {
  /// The file and the name of a tensor inside of it, where the tensor's name has a colon; cut at the last one.
  public var fileReference: (file: String, name: String)? {
    guard case .tensor(let reference) = self, let colon = reference.lastIndex(of: ":") else { return nil }
    let file = reference[..<colon], name = reference[reference.index(after: colon)...]
    return file.isEmpty || name.isEmpty ? nil : (String(file), String(name))
  }
}

extension Edit {
  /// The names of operations, as both forms write them.
  static let operations = ["set", "add", "scale", "mean", "remove", "keep"]
  /// Where in a site, as the command line writes it.
  static let places: [(name: String, path: any WritableKeyPath<Edit, IndexList?> & Sendable)] = [
    ("texts", \.texts), ("heads", \.heads), ("positions", \.positions), ("dims", \.dimensions),
  ]

  /// Whether the sites are attention patterns, as far as the last word says.
  var isOfPatterns: Bool {
    var name = site
    if case .site(let own, _)? = ForeignSiteNames.meaning(of: site) { name = own.text }
    return name.split(separator: ".").last == "pattern"
  }

  /// What is wrong with the parts taken together, or nil.
  var contradiction: String? {
    if renormalises && !isOfPatterns { return "only attention.pattern can be renormalised, not '\(site)'" }
    switch change {
    case .remove(let value), .keep(let value):
      if case .tensor = value { return nil }
      return "'\(change.name)' needs a direction, which is a tensor"
    default: return nil
    }
  }
}

extension Edit.Change {
  /// The operation's name.
  public var name: String {
    switch self {
    case .set: "set"
    case .add: "add"
    case .scale: "scale"
    case .mean: "mean"
    case .remove: "remove"
    case .keep: "keep"
    }
  }

  /// The value that goes into it; nil for `scale` and `mean`.
  public var value: Edit.Value? {
    switch self {
    case .set(let value), .add(let value), .remove(let value), .keep(let value): value
    case .scale, .mean: nil
    }
  }
}
