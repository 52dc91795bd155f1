import ExplainerCore

/// Where a block stands in a model: it turns the parts of a block into sites.
struct LayerAddress: Sendable {
  /// `encoder` or `decoder`; nil where the model has one stack.
  var stack: String?
  /// The layer, from 0.
  let layer: Int

  /// The site of a part, such as `mlp.neurons`.
  func callAsFunction(_ part: String) -> Site { Site(stack: stack, layer: layer, part: part) }

  /// Every site of the block, in the order of the computation.
  ///
  /// - Parameter looksAtEncoder: whether there is cross-attention between the two halves.
  func sites(looksAtEncoder: Bool = false) -> [Site] {
    SiteKind.all.filter { $0.stage == .layer || looksAtEncoder && $0.stage == .crossing }
      .map { self($0.part) }
  }
}
