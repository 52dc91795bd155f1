import Diagnostics
import ExplainerCore
import Tensors

/// Counts out the edits of a request for one model: every list, every tensor's shape, before anything runs.
struct EditResolver {
  let catalog: SiteCatalog
  let inputs: [ModelInput]
  let tensors: [String: Tensor]
  /// What passes over other texts left at the sites of edits that ask for them.
  let others: [String: Trace]
  /// How many positions may be passed behind the inputs', where they are continued.
  var growth = 0

  /// The edits by the sites they are made at.
  ///
  /// - Throws: `badParameter` for an edit that cannot be made, hits nothing, or sets what another has set.
  func resolve(_ edits: [Edit]) throws(ExplainerError) -> [SiteID: [ResolvedEdit]] {
    var resolved: [SiteID: [ResolvedEdit]] = [:]
    // What the edits of a site were made of, as messages quote them.
    var written: [SiteID: [String]] = [:]
    for edit in edits {
      do throws(ExplainerError) {
        for site in try catalog.resolveFlowing([edit.pattern]).sorted(by: { $0.name < $1.name }) {
          guard let number = catalog.number(of: site) else { continue }
          let new = try resolve(edit, at: catalog.declarations[number.index])
          if let other = resolved[number]?.firstIndex(where: { $0.contradicts(new) }) {
            throw ExplainerError(
              .badParameter, "two edits set the same numbers of '\(site.name)'",
              expected: "one, or parts that do not meet",
              found: (written[number]?[other]).map { "also '\($0)'" })
          }
          resolved[number, default: []].append(new)
          written[number, default: []].append(edit.text)
        }
      } catch { throw error.located(in: "edit '\(edit.text)'") }
    }
    return resolved
  }

  private func resolve(_ edit: Edit, at site: SiteDeclaration) throws(ExplainerError) -> ResolvedEdit {
    let kind = site.kind
    guard kind.access != .derived else {
      throw ExplainerError(
        .badParameter, "'\(site.site.name)' can be read and not changed: nothing is computed from it",
        remedy: "change what it is made of")
    }
    if edit.heads != nil, kind.access == .rows {
      throw ExplainerError(
        .badParameter, "'\(site.site.name)' has no heads", expected: "an edit without heads=")
    }
    if edit.renormalises, !site.site.part.hasSuffix("attention.pattern") {
      throw ExplainerError(
        .badParameter, "only attention.pattern can be renormalised, not '\(site.site.name)'")
    }
    if site.hidesScores, edit.change.mixesNumbers {
      throw ExplainerError(
        .badParameter, "'\(edit.change.name)' cannot be made at '\(site.site.name)'",
        expected: "set, add or scale: scores of hidden tokens are −∞", remedy: "edit the pattern instead")
    }
    let heads =
      try edit.heads?.resolve(count: self.heads(of: site), of: "heads") ?? Array(0..<self.heads(of: site))
    var places: [ResolvedEdit.Place] = []
    for text in try edit.texts?.resolve(count: inputs.count, of: "texts") ?? Array(inputs.indices) {
      places.append(
        ResolvedEdit.Place(
          text: text, positions: try positions(edit.positions, of: text, at: site),
          columns: try columns(edit.dimensions, of: text, at: site)))
    }
    if grows(site) { try checkGrowing(edit, at: site, places) }
    return ResolvedEdit(
      places: places, heads: heads, change: try change(edit, at: site, places, heads),
      renormalises: edit.renormalises)
  }

  private func change(
    _ edit: Edit, at site: SiteDeclaration, _ places: [ResolvedEdit.Place], _ heads: [Int]
  ) throws(ExplainerError) -> ResolvedEdit.Change {
    switch edit.change {
    case .set(let value): return .set(try source(value, edit, at: site, places, heads))
    case .add(let value): return .add(try source(value, edit, at: site, places, heads))
    case .scale(let factor): return .scale(try finite(factor))
    case .mean(.positions): return .mean(.positions)
    case .mean(.texts):
      try requireRows(site, "the mean over texts")
      guard Set(places.map(\.positions.count)).count == 1 else {
        throw ExplainerError(
          .badParameter, "the mean over texts needs as many tokens of each",
          found: places.map { "\($0.positions.count)" }.joined(separator: ", "),
          remedy: "name tokens that each text has, as positions=0,-1")
      }
      return .mean(.texts)
    case .remove(let value): return .remove(try directions(value, places, heads))
    case .keep(let value): return .keep(try directions(value, places, heads))
    }
  }
}

extension Edit.Change {
  /// Whether numbers are made of several.
  fileprivate var mixesNumbers: Bool {
    switch self {
    case .mean, .remove, .keep: true
    case .set, .add, .scale: false
    }
  }
}
