import Diagnostics
import ExplainerCore

/// The sites of one model, and what to answer who asks for one that other models have and this one has not.
struct SiteCatalog: Sendable {
  /// Every site, in the order of the computation; `SiteID` counts them.
  let declarations: [SiteDeclaration]
  /// The addresses, in that order.
  let sites: [Site]
  private let missing: MissingSites
  private let numbers: [Site: SiteID]
  private let resolutions = SiteResolutions()

  /// The sites that were declared for a model.
  ///
  /// - Parameter title: what its family is called in messages.
  init(_ table: SiteTable, of info: ModelInfo, title: String) {
    declarations = table.declarations
    sites = declarations.map(\.site)
    missing = MissingSites(info: info, title: title, known: Set(sites))
    numbers = Dictionary(
      zip(sites, sites.indices.map { SiteID(index: $0) }), uniquingKeysWith: { first, _ in first })
  }

  /// What is said of a site; nil of one that is none of this model's.
  subscript(site: Site) -> SiteDeclaration? { numbers[site].map { declarations[$0.index] } }

  /// The number of a site; nil of one that is none of this model's.
  func number(of site: Site) -> SiteID? { numbers[site] }

  /// The sites that any pattern matches; those that are missing are left out where a pattern matches others
  /// too.
  ///
  /// Names of other tools are understood, too, where they are none of ours.
  ///
  /// - Throws: the reason for a pattern that matches missing sites alone, `badParameter` for one that matches
  ///   nothing.
  /// - Complexity: O(patterns) where the same have been resolved before, else O(patterns × sites).
  func resolve(_ patterns: [SitePattern]) throws(ExplainerError) -> Set<Site> {
    if let known = resolutions[patterns] { return known }
    var own: [SitePattern] = []
    for pattern in patterns { own.append(try meaning(of: pattern).pattern) }
    let resolved = try own.resolve(among: sites)
    resolutions[patterns] = resolved
    return resolved
  }

  /// The same for what is to be changed or differentiated: what is made beside the computation is left out where a pattern
  /// matches other sites too.
  ///
  /// - Throws: as `resolve`.
  func resolveFlowing(_ patterns: [SitePattern]) throws(ExplainerError) -> Set<Site> {
    var chosen: Set<Site> = []
    for pattern in patterns {
      let sites = try resolve([pattern])
      let flowing = sites.filter { self[$0]?.kind.access != .derived }
      chosen.formUnion(flowing.isEmpty ? sites : flowing)
    }
    return chosen
  }

  /// What a pattern is called here: itself, unless it is another tool's name.
  ///
  /// - Throws: as `resolve`.
  func meaning(of pattern: SitePattern) throws(ExplainerError) -> SiteMeaning {
    guard !sites.contains(where: pattern.matches) else {
      return SiteMeaning(name: pattern.text, pattern: pattern)
    }
    if let reason = missing.reason(for: pattern) { throw reason }
    switch ForeignSiteNames.meaning(of: pattern.text, in: missing.info) {
    case nil:
      _ = try [pattern].resolve(among: sites)
      return SiteMeaning(name: pattern.text, pattern: pattern)
    case .some(.none(let reason)):
      throw ExplainerError(.badParameter, "there is no site for '\(pattern.text)': \(reason)")
    case .some(.site(let own, let note)):
      let meaning = SiteMeaning(name: pattern.text, pattern: own, note: note)
      do throws(ExplainerError) {
        if !sites.contains(where: own.matches) {
          if let reason = missing.reason(for: own) { throw reason }
          _ = try [own].resolve(among: sites)
        }
      } catch { throw error.located(in: "'\(pattern.text)' is '\(own.text)' here") }
      return meaning
    }
  }
}

extension Site {
  static var logits: Site { Site(part: "logits") }
  static var pooler: Site { Site(part: "pooler") }
}
