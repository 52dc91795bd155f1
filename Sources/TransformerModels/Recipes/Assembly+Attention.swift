import Diagnostics
import ExplainerCore
import Tensors

extension Assembly {
  /// The half of a block that looks at other tokens.
  ///
  /// - Parameters:
  ///   - traits: what the family's attention does beyond that.
  ///   - hasBiases: whether its linear maps must have biases; nil where they are as all others of the family.
  ///   - outputHasBias: the same of the map behind it; as the others unless it says otherwise.
  ///   - name: the first word of its sites: `attention`, or `cross_attention`, which looks at the encoder.
  ///   - stream: the last word of the site behind it.
  mutating func attention(
    _ norming: Norming, _ projections: ProjectionNames, output: String, scale: Float,
    _ traits: AttentionTraits = AttentionTraits(), hasBiases: Bool? = nil, outputHasBias: Bool? = nil,
    as name: String = "attention", stream: String = "mid"
  ) throws(ExplainerError) -> Half {
    let (D, H, K) = (sites.sizes.width, sites.sizes.heads, sites.sizes.keyHeads)
    let looksAtEncoder = name == "cross_attention"
    let entry = try entry(norming, name)
    let (maps, gate, made) = try self.projections(projections, hasBiases)
    let names = projections.all
    let norms = try headNorms(traits.norms)
    let normUses = norms.names.map { ([WeightUse($0.query)], [WeightUse($0.key)]) } ?? ([], [])
    let sinks = try traits.sinks.map { name throws(ExplainerError) in try tensor(name, [H]) }
    sites.window = traits.window
    defer { sites.window = nil }
    let projection = try linear(output, H * sites.sizes.valueSize, D, hasBias: outputHasBias ?? hasBiases)
    let work = AttentionPart(
      layer: layerNumber,
      sites: AttentionSites(
        query: declare("\(name).query", [WeightUse(names.query)] + normUses.0, by: made.query),
        key: declare("\(name).key", [WeightUse(names.key)] + normUses.1, by: made.key),
        value: declare("\(name).value", [WeightUse(names.value)], by: made.value),
        valueNorms: declare("\(name).value_norms", [WeightUse(output)]), scale: declare("\(name).scale"),
        scores: declare(
          "\(name).scores", traits.sinks.map { [WeightUse($0)] } ?? [], whole: traits.positionWeights),
        pattern: declare("\(name).pattern"),
        mixed: declare("\(name).mixed"),
        gate: gate.map { declare("\(name).gate", names.query, $0) } ?? .none,
        output: declare("\(name).output", output, projection)),
      projections: maps, queryNorm: norms.query, keyNorm: norms.key, clip: traits.clip, gate: gate,
      output: projection,
      attend: Attention(
        heads: H, keyHeads: K, scale: scale, window: traits.window, softcap: traits.softcap, sinks: sinks,
        bias: traits.bias),
      rotary: traits.rotary, positions: traits.positions,
      isCausal: sites.isCausal && !looksAtEncoder, looksAtEncoder: looksAtEncoder)
    return try half(.attention(work), entry, norming, name, stream: stream)
  }

  /// What of the weights makes queries, keys and values by themselves.
  typealias MadeBy = (query: SiteWeights?, key: SiteWeights?, value: SiteWeights?)

  /// The maps to queries, keys and values, that to a gate, and what of the weights makes each.
  private mutating func projections(
    _ names: ProjectionNames, _ hasBiases: Bool?
  ) throws(ExplainerError) -> (AttentionPart.Projections, gate: Linear?, made: MadeBy) {
    let (D, H, K, d) = (sites.sizes.width, sites.sizes.heads, sites.sizes.keyHeads, sites.sizes.headSize)
    func parts(_ all: Linear) -> MadeBy {
      (
        .linear(all, outputs: 0..<H * d), .linear(all, outputs: H * d..<(H + K) * d),
        .linear(all, outputs: (H + K) * d..<(H + 2 * K) * d)
      )
    }
    switch names {
    case .fused(let map):
      let all = try linear(map, D, (H + 2 * K) * d, hasBias: hasBiases)
      return (.fused(all), nil, parts(all))
    case .shuffled(let map, let order):
      let stored = try linear(map, D, (H + 2 * K) * d, hasBias: hasBiases, layout: .outputInput)
      let all = isListing ? stored : stored.outputs(order.rows(heads: H, keyHeads: K, size: d))
      return (.fused(all), nil, parts(all))
    case .separate(let query, let key, let value), .gated(let query, let key, let value):
      var gate: Linear?
      var queries: Linear
      if case .gated = names {
        queries = try linear(query, D, 2 * H * d, hasBias: hasBiases, layout: .outputInput)
        gate = queries
        if !isListing {
          let rows = (0..<H).map { 2 * $0 * d..<(2 * $0 + 1) * d }
          gate = queries.outputs(rows.flatMap { $0.map { $0 + d } })
          queries = queries.outputs(rows.flatMap { $0 })
        }
      } else {
        queries = try linear(query, D, H * d, hasBias: hasBiases)
      }
      let all = (
        queries, try linear(key, D, K * d, hasBias: hasBiases),
        try linear(value, D, K * d, hasBias: hasBiases)
      )
      return (
        .separate(query: all.0, key: all.1, value: all.2), gate,
        (.linear(all.0), .linear(all.1), .linear(all.2))
      )
    case .latent(let names):
      let (maps, made) = try latent(names, hasBiases)
      return (maps, nil, made)
    }
  }

  private mutating func headNorms(
    _ norms: AttentionTraits.Norms?
  ) throws(ExplainerError) -> (query: HeadNorm?, key: HeadNorm?, names: (query: String, key: String)?) {
    let (H, K, d) = (sites.sizes.heads, sites.sizes.keyHeads, sites.sizes.headSize)
    switch norms {
    case nil: return (nil, nil, nil)
    case .flat(let query, let key):
      return (.flat(try norm(query, width: H * d)), .flat(try norm(key, width: K * d)), (query, key))
    case .shared(let query, let key):
      return (.shared(try norm(query, width: d)), .shared(try norm(key, width: d)), (query, key))
    case .rows(let query, let key):
      return (.each(try self.norms(query, H, d)), .each(try self.norms(key, K, d)), (query, key))
    case .numbered(let query, let key):
      func all(_ name: String, _ count: Int) throws(ExplainerError) -> HeadNorm {
        .each(
          try (0..<count).map { head throws(ExplainerError) in
            try norm("\(name).\(head)", width: d, hasBias: false)
          })
      }
      return (try all(query, H), try all(key, K), (query, key))
    }
  }
}

extension Linear {
  /// The map to some of the outputs, in another order; copied.
  func outputs(_ rows: [Int]) -> Linear {
    Linear(
      WeightMatrix(weight.numbers.selectingRows(rows), layout: .outputInput),
      bias: bias.map { bias in Tensor(shape: [rows.count], values: rows.map { bias[flat: $0] }) })
  }
}
