import ExplainerCore

extension TransformerModel {
  /// The bytes that `sites` hold after a pass over `input`, which is `readable`: as `SiteKind` says, tensors
  /// that share memory counted apart, class scores by a guess.
  func byteCount(of sites: some Sequence<Site>, over input: ModelInput) -> Int {
    let count = sites.reduce(0.0) { $0 + elementCount(of: $1, over: input) }
    return Int(min(count * Double(MemoryLayout<Float>.size), 0x1p62))
  }

  private func elementCount(of site: Site, over input: ModelInput) -> Double {
    let own = ModelInfo.Stack(layers: info.layers, heads: info.heads, feedForwardSize: info.feedForwardSize)
    let isEncoder = site.stack == "encoder"
    return SiteKind.of(part: site.part)?.count(
      in: isEncoder ? info.encoder ?? own : own, of: info,
      tokens: isEncoder ? input.ids.count : input.decoderIDs?.count ?? input.ids.count,
      sources: input.ids.count) ?? 0
  }
}
