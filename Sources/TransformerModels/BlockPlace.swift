import ExplainerCore

/// Where a block stands in a model: it turns the parts of a block into sites.
struct BlockPlace: Sendable {
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
    let attention = [
      "query", "key", "value", "value_norms", "scale", "scores", "pattern", "output",
    ]
    var parts = ["residual.pre"] + attention.map { "attention.\($0)" } + ["residual.mid"]
    if looksAtEncoder { parts += attention.map { "cross_attention.\($0)" } + ["residual.cross"] }
    return (parts + ["mlp.neurons", "mlp.output", "residual.post"]).map(callAsFunction)
  }
}
