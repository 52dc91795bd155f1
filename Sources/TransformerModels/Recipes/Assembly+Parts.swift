import Diagnostics
import ExplainerCore
import Tensors

extension Assembly {
  /// How queries, keys and values are called.
  enum ProjectionNames {
    /// One map that gives them side by side.
    case fused(String)
    case separate(query: String, key: String, value: String)

    fileprivate var all: (query: String, key: String, value: String) {
      switch self {
      case .fused(let name): (name, name, name)
      case .separate(let query, let key, let value): (query, key, value)
      }
    }
  }

  /// Where norms stand around a half of a block.
  enum Norming {
    /// Before what reads the stream.
    case input(String)
    /// Behind the sum.
    case stream(String)
  }

  /// The embedding of a stack.
  mutating func embedding(
    tokens: String, vocabulary: Int, scale: Float? = nil, segments: (name: String, count: Int)? = nil,
    positions: (name: String, count: Int, offset: Int)? = nil, norm: String? = nil
  ) throws(ExplainerError) -> Embedding {
    let D = sites.sizes.width
    var uses: [WeightUse] = []
    if let positions { uses.append(WeightUse(positions.name, rows: .positions(offset: positions.offset))) }
    if let segments { uses.append(WeightUse(segments.name, rows: .segments)) }
    if let norm { uses.append(WeightUse(norm)) }
    let table = try tensor(tokens, [vocabulary, D])
    return Embedding(
      tokens: table, scale: scale,
      segments: try segments.map { segments throws(ExplainerError) in
        try tensor(segments.name, [segments.count, D])
      },
      positions: try positions.map { positions throws(ExplainerError) in
        try tensor(positions.name, [positions.offset + positions.count, D])
      },
      positionOffset: positions?.offset ?? 0,
      norm: try norm.map { name throws(ExplainerError) in try self.norm(name) },
      tokensSite: declare("embeddings.tokens", [WeightUse(tokens, rows: .tokens)], by: .table(table)),
      site: declare("embeddings", uses))
  }

  /// The half of a block that looks at other tokens.
  ///
  /// - Parameters:
  ///   - name: the first word of its sites: `attention`, or `cross_attention`, which looks at the encoder.
  ///   - stream: the last word of the site behind it.
  ///   - hasBiases: whether its linear maps must have biases; nil where they are as all others of the family.
  mutating func attention(
    _ norming: Norming, _ projections: ProjectionNames, output: String, scale: Float, rotary: Rotary? = nil,
    hasBiases: Bool? = nil, as name: String = "attention", stream: String = "mid"
  ) throws(ExplainerError) -> Half {
    let (D, H, K, d) = (sites.sizes.width, sites.sizes.heads, sites.sizes.keyHeads, sites.sizes.headSize)
    let looksAtEncoder = name == "cross_attention"
    let read = try input(norming, "\(name).normed")
    let maps: AttentionPart.Projections
    let made: (query: SiteWeights, key: SiteWeights, value: SiteWeights)
    switch projections {
    case .fused(let map):
      let all = try linear(map, D, (H + 2 * K) * d, hasBias: hasBiases)
      maps = .fused(all)
      made = (
        .linear(all, outputs: 0..<H * d), .linear(all, outputs: H * d..<(H + K) * d),
        .linear(all, outputs: (H + K) * d..<(H + 2 * K) * d)
      )
    case .separate(let query, let key, let value):
      let all = (
        try linear(query, D, H * d, hasBias: hasBiases), try linear(key, D, K * d, hasBias: hasBiases),
        try linear(value, D, K * d, hasBias: hasBiases)
      )
      maps = .separate(query: all.0, key: all.1, value: all.2)
      made = (.linear(all.0), .linear(all.1), .linear(all.2))
    }
    let names = projections.all
    let projection = try linear(output, H * d, D, hasBias: hasBiases)
    let work = AttentionPart(
      layer: layerNumber,
      sites: AttentionSites(
        query: declare("\(name).query", [WeightUse(names.query)], by: made.query),
        key: declare("\(name).key", [WeightUse(names.key)], by: made.key),
        value: declare("\(name).value", [WeightUse(names.value)], by: made.value),
        valueNorms: declare("\(name).value_norms", [WeightUse(output)]), scale: declare("\(name).scale"),
        scores: declare("\(name).scores"), pattern: declare("\(name).pattern"),
        mixed: declare("\(name).mixed"),
        output: declare("\(name).output", output, projection)),
      projections: maps, output: projection, attend: Attention(heads: H, keyHeads: K, scale: scale),
      rotary: rotary, isCausal: sites.isCausal && !looksAtEncoder, looksAtEncoder: looksAtEncoder)
    return try half(.attention(work), read, norming, name, stream: "residual.\(stream)")
  }

  /// The half of a block that looks at one token at a time.
  ///
  /// - Parameter hasBiases: as in `attention`.
  mutating func feedForward(
    _ norming: Norming, up: String, gate: String? = nil, down: String, _ activation: Activation,
    hasBiases: Bool? = nil
  ) throws(ExplainerError) -> Half {
    let (D, F) = (sites.sizes.width, sites.sizes.neurons)
    let read = try input(norming, "mlp.normed")
    let rise = try linear(up, D, F, hasBias: hasBiases)
    let gates = try gate.map { name throws(ExplainerError) in try linear(name, D, F, hasBias: hasBiases) }
    let fall = try linear(down, F, D, hasBias: hasBiases)
    var gateSite = SiteID.none
    if let gate, let gates { gateSite = declare("mlp.gate", gate, gates) }
    let work = FeedForward(
      up: rise, gate: gates, activation: activation, down: fall, gateSite: gateSite,
      neurons: declare("mlp.neurons", up, rise), output: declare("mlp.output", down, fall))
    return try half(.feedForward(work), read, norming, "mlp", stream: "residual.post")
  }

  /// The norm before what reads, and its site.
  private mutating func input(
    _ norming: Norming, _ site: String
  ) throws(ExplainerError) -> (norm: Norm?, site: SiteID) {
    guard case .input(let name) = norming else { return (nil, .none) }
    let norm = try norm(name)
    return (norm, declare(site, name, norm))
  }

  private mutating func half(
    _ work: Half.Work, _ read: (norm: Norm?, site: SiteID), _ norming: Norming, _ name: String, stream: String
  ) throws(ExplainerError) -> Half {
    let contribution = declare("\(name).contribution")
    guard case .stream(let norm) = norming else {
      return Half(
        work: work, inputNorm: read.norm, normed: read.site, contribution: contribution, streamNorm: nil,
        stream: declare(stream))
    }
    let streamNorm = try self.norm(norm)
    return Half(
      work: work, inputNorm: read.norm, normed: read.site, contribution: contribution, streamNorm: streamNorm,
      stream: declare(stream, norm, streamNorm))
  }
}
