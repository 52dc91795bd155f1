import ExplainerCore

extension TransformerModel {
  /// The bytes that `sites` hold after a pass over `input`, which is `readable`; tensors that share memory are counted
  /// apart.
  func byteCount(of sites: some Sequence<Site>, over input: ModelInput) -> Int {
    let count = sites.reduce(0.0) { $0 + (catalog[$1]?.count(over: input) ?? 0) }
    return Int(min(count * Double(MemoryLayout<Float>.size), 0x1p62))
  }
}
