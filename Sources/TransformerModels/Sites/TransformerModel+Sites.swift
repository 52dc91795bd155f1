public import Diagnostics
public import ExplainerCore

extension TransformerModel {
  /// Every site of this model, in the order of the computation.
  public var siteList: [SiteDescription] {
    catalog.declarations.map { declaration in
      SiteDescription(
        site: declaration.site, kind: declaration.kind,
        extents: declaration.shape.map { if case .size(let size) = $0 { size } else { nil } })
    }
  }

  /// What a name means in this model: a pattern of ours, or the name of another tool.
  ///
  /// - Throws: why it has no such site.
  public func meaning(of pattern: SitePattern) throws(ExplainerError) -> SiteMeaning {
    try catalog.meaning(of: pattern)
  }

  /// The sites that any pattern matches, in the order of the computation, with the shapes they have of `input`.
  ///
  /// - Parameter asGradients: whether derivatives are to be taken there.
  /// - Throws: as `run`, for patterns and inputs.
  package func shapes(
    of patterns: [SitePattern], over input: ModelInput, asGradients: Bool = false
  ) throws(ExplainerError) -> [(site: Site, shape: [Int])] {
    let input = try readable(input)
    let wanted = asGradients ? try catalog.resolveFlowing(patterns) : try catalog.resolve(patterns)
    return catalog.declarations.filter { wanted.contains($0.site) }.map { ($0.site, $0.shape(over: input)) }
  }

  /// Why an entry point cannot be asked of this model: as `EntryPoint.misfit`, or none of the sites it looks at is there;
  /// nil where it can.
  public func misfit(of entryPoint: EntryPoint) -> ExplainerError? {
    if let misfit = entryPoint.misfit(to: info) { return misfit }
    var reason: ExplainerError?
    for pattern in entryPoint.sites {
      do throws(ExplainerError) {
        _ = try catalog.resolve([SitePattern(pattern)])
        return nil
      } catch { reason = reason ?? error }
    }
    guard var reason else { return nil }
    reason.code = .unsupported
    reason.message =
      "\(entryPoint.name) does not fit \(info.id), which has nothing it looks at: \(reason.message)"
    return reason
  }

  /// The layers in which an entry point that fits finds what it looks at, where it does not in all of them; nil where it does,
  /// and of two stacks.
  public func layers(of entryPoint: EntryPoint) -> [Int]? {
    let sites = entryPoint.sites.flatMap { (try? catalog.resolve([SitePattern($0)])) ?? [] }
    let layers = Set(sites.compactMap(\.layer))
    return info.encoder == nil && !layers.isEmpty && layers.count < info.layers ? layers.sorted() : nil
  }
}
