import Diagnostics
import ExplainerCore

/// The sites of one model, and what to answer who asks for one that other models have and this one has not.
struct SiteCatalog: Sendable {
  /// Every site, in the order of the computation.
  var sites: [Site]
  /// Sites that are missing, each with the reason.
  var missing: [(site: Site, reason: ExplainerError)] = []

  /// The sites that any pattern matches; those that are missing are left out where a pattern matches others
  /// too.
  ///
  /// - Throws: the reason for a pattern that matches missing sites alone, `badParameter` for one that matches
  ///   nothing.
  func resolve(_ patterns: [SitePattern]) throws(ExplainerError) -> Set<Site> {
    for pattern in patterns where !sites.contains(where: pattern.matches) {
      if let absent = missing.first(where: { pattern.matches($0.site) }) { throw absent.reason }
    }
    return try patterns.resolve(among: sites)
  }
}

extension Site {
  static var embeddings: Site { Site(part: "embeddings") }
  static var finalNorm: Site { Site(part: "final_norm") }
  static var logits: Site { Site(part: "logits") }
  static var pooler: Site { Site(part: "pooler") }
  static var classLogits: Site { Site(part: "class_logits") }
}
