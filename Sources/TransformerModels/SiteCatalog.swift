import Diagnostics
import ExplainerCore

/// The sites of one model, and what to answer who asks for one that other models have and this one has not.
struct SiteCatalog: Sendable {
  /// Every site, in the order of the computation.
  var sites: [Site] { didSet { resolutions = SiteResolutions() } }
  /// Sites that are missing, each with the reason.
  var missing: [(site: Site, reason: ExplainerError)] = []
  private var resolutions = SiteResolutions()

  init(sites: [Site], missing: [(site: Site, reason: ExplainerError)] = []) {
    self.sites = sites
    self.missing = missing
  }

  /// The sites that any pattern matches; those that are missing are left out where a pattern matches others
  /// too.
  ///
  /// - Throws: the reason for a pattern that matches missing sites alone, `badParameter` for one that matches
  ///   nothing.
  /// - Complexity: O(patterns) where the same have been resolved before, else O(patterns × sites).
  func resolve(_ patterns: [SitePattern]) throws(ExplainerError) -> Set<Site> {
    if let known = resolutions[patterns] { return known }
    for pattern in patterns where !sites.contains(where: pattern.matches) {
      if let absent = missing.first(where: { pattern.matches($0.site) }) { throw absent.reason }
    }
    let resolved = try patterns.resolve(among: sites)
    resolutions[patterns] = resolved
    return resolved
  }
}

extension Site {
  static var embeddings: Site { Site(part: "embeddings") }
  static var finalNorm: Site { Site(part: "final_norm") }
  static var logits: Site { Site(part: "logits") }
  static var pooler: Site { Site(part: "pooler") }
  static var classLogits: Site { Site(part: "class_logits") }
}
