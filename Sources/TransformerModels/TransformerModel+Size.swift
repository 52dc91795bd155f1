public import ExplainerCore

extension TransformerModel {
  /// The bytes that `sites` hold after a pass over `input`, which is `readable`; tensors that share memory are counted
  /// apart.
  func byteCount(of sites: some Sequence<Site>, over input: ModelInput) -> Int {
    let count = sites.reduce(0.0) { $0 + (catalog[$1]?.count(over: input) ?? 0) }
    return Int(min(count * Double(MemoryLayout<Float>.size), 0x1p62))
  }

  /// The bytes of keys and values that are held while `inputs` are continued side by side, by all their beams, in the end.
  ///
  /// - Complexity: O(inputs · layers).
  public func cacheByteCount(of inputs: some Sequence<ModelInput>, _ options: GenerationOptions) -> Int {
    let sites = catalog.sites.filter { site in
      site.stack == parts.stack.name && site.layer != nil
        && (site.part.hasSuffix("attention.key") || site.part.hasSuffix("attention.value"))
    }
    let added = [Int](repeating: 0, count: max(0, min(options.maximumNewTokens - 1, info.contextLength)))
    let bytes = inputs.reduce(0.0) { $0 + Double(byteCount(of: sites, over: adding(added[...], to: $1))) }
    return Int(min(bytes * Double(options.beams ?? 1), 0x1p62))
  }

  /// What memory a pass takes.
  ///
  /// - Throws: as `pass`, but for what is wrong with edits.
  /// - Complexity: O(sites × texts); nothing is computed.
  public func size(of request: PassRequest) throws -> PassSize {
    let edited = try catalog.resolveFlowing(request.edits.map(\.pattern))
    var plain = request
    plain.edits = []
    return PassSizing(
      parts: parts, catalog: catalog, plan: try plan(plain),
      edited: Set(edited.compactMap(catalog.number(of:)))
    ).size()
  }
}
