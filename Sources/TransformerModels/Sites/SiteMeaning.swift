public import ExplainerCore

/// What a name of sites means in one model.
public struct SiteMeaning: Sendable, Hashable {
  /// The name, as it was given: ours, or another tool's.
  public let name: String
  /// The sites, by our names.
  public let pattern: SitePattern
  /// Where the numbers are not quite the same.
  public let note: String?

  init(name: String, pattern: SitePattern, note: String? = nil) {
    self.name = name
    self.pattern = pattern
    self.note = note
  }

  /// `'blocks.3.hook_resid_pre' is 'layers.3.residual.pre' here`, and the note; nil of our own names.
  public var sentence: String? {
    guard name != pattern.text else { return nil }
    return "'\(name)' is '\(pattern.text)' here" + (note.map { ": \($0)" } ?? "")
  }
}
