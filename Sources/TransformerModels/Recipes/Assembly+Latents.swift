import Diagnostics
import ExplainerCore
import Tensors

extension Assembly {
  /// The maps to queries, keys and values by something narrower, and what of the weights makes each.
  ///
  /// - Parameter hasBiases: whether the maps that a norm stands behind must have biases.
  mutating func latent(
    _ names: ProjectionNames.LatentNames, _ hasBiases: Bool?
  ) throws(ExplainerError) -> (AttentionPart.Projections, made: MadeBy) {
    let (D, H, d, L) = (sites.sizes.width, sites.sizes.heads, sites.sizes.headSize, names.width)
    let (own, dv) = (d - names.shared, names.value)
    (sites.sizes.valueSize, sites.sizes.latent) = (dv, L)
    // (Norms of latents have an ε of their own, whatever the file says of the others.)
    let epsilon: Float = 1e-6
    var queryLatent: LatentProjections.QueryLatent?
    if let (map, norm, width) = names.queryLatent {
      sites.sizes.queryLatent = width
      queryLatent = LatentProjections.QueryLatent(
        map: try linear(map, D, width, hasBias: hasBiases),
        norm: try self.norm(norm, width: width, epsilon: epsilon),
        site: declare("attention.query_latent", [WeightUse(map), WeightUse(norm)]))
    }
    let query = try linear(names.query, names.queryLatent?.width ?? D, H * d)
    let down = try linear(names.latent, D, L + names.shared, hasBias: hasBiases, layout: .outputInput)
    let norm = try norm(names.norm, width: L, epsilon: epsilon)
    let up = try linear(names.expansion, L, H * (own + dv), layout: .outputInput)
    // Each head's rows lie behind each other: what of the key is its own, then its value.
    func rows(_ part: Range<Int>) -> [Int] { (0..<H).flatMap { head in part.map { head * (own + dv) + $0 } } }
    let value = isListing ? up : up.outputs(rows(own..<own + dv))
    let maps = LatentProjections(
      queryLatent: queryLatent, query: query, latent: down.outputs(0..<L), norm: norm,
      site: declare("attention.latent", [WeightUse(names.latent), WeightUse(names.norm)]),
      key: isListing ? up : up.outputs(rows(0..<own)), sharedKey: down.outputs(L..<L + names.shared),
      value: value)
    return (.latent(maps), (.linear(query), nil, .linear(value)))
  }
}
