import Diagnostics
import ExplainerCore
import Tensors

extension Assembly {
  /// What maps embeddings of another width to the stream.
  enum EmbeddingProjection: Sendable {
    /// The tokens alone, before positions are added.
    case ofTokens(String)
    /// The sum, behind its norm.
    case ofSum(String)
  }

  /// The embedding of a stack.
  ///
  /// - Parameters:
  ///   - width: the embedding's width where it is not the stream's: then there is a projection.
  ///   - madePositions: position embeddings that are not stored, `[context, D]`.
  ///   - padding: the token that takes no position; nil where all take one.
  mutating func embedding(
    tokens: String, vocabulary: Int, width: Int? = nil, scale: Float? = nil,
    segments: (name: String, count: Int)? = nil, positions: (name: String, count: Int, offset: Int)? = nil,
    madePositions: Tensor? = nil, padding: Int? = nil, norm: String? = nil,
    projection: EmbeddingProjection? = nil
  ) throws(ExplainerError) -> Embedding {
    let E = width ?? sites.sizes.width
    sites.sizes.embeddingWidth = E
    var uses: [WeightUse] = []
    var maps: (tokens: Linear?, sum: Linear?) = (nil, nil)
    // What is added to the tokens is as wide as they are then.
    var inner = E
    switch projection {
    case .ofTokens(let name):
      maps.tokens = try linear(name, E, sites.sizes.width)
      inner = sites.sizes.width
      uses.append(WeightUse(name))
    case .ofSum(let name):
      maps.sum = try linear(name, E, sites.sizes.width)
      uses.append(WeightUse(name))
    case nil: break
    }
    if let positions { uses.append(WeightUse(positions.name, rows: .positions(offset: positions.offset))) }
    if let segments { uses.append(WeightUse(segments.name, rows: .segments)) }
    if let norm { uses.append(WeightUse(norm)) }
    let table = try stored(tokens, [vocabulary, E])
    return Embedding(
      tokens: table, scale: scale, tokensProjection: maps.tokens,
      segments: try segments.map { segments throws(ExplainerError) in
        try tensor(segments.name, [segments.count, inner])
      },
      positions: try positions.map { positions throws(ExplainerError) in
        try tensor(positions.name, [positions.offset + positions.count, inner])
      } ?? madePositions,
      positionOffset: positions?.offset ?? 0, padding: padding,
      norm: try norm.map { name throws(ExplainerError) in try self.norm(name, width: inner) },
      projection: maps.sum,
      tokensSite: declare("embeddings.tokens", [WeightUse(tokens, rows: .tokens)], by: .table(table)),
      site: declare("embeddings", uses))
  }

  /// The norm before what reads the stream, with the site of what is read then.
  typealias Entry = (norm: Norm?, site: SiteID)

  /// Makes the norm before a half, and declares the site of what the half reads.
  mutating func entry(_ norming: Norming, _ name: String) throws(ExplainerError) -> Entry {
    guard let weights = norming.input else { return (nil, .none) }
    let norm = try norm(weights)
    return (norm, declare("\(name).normed", weights, norm))
  }

  /// Declares what a half adds and the stream behind it, and puts the half together.
  ///
  /// - Parameter stream: the last word of the site of that stream; nil where it has none.
  mutating func half(
    _ work: Half.Work, _ entry: Entry, _ norming: Norming, _ name: String, stream: String?
  ) throws(ExplainerError) -> Half {
    let outputNorm = try norming.output.map { name throws(ExplainerError) in try norm(name) }
    let contribution = declare("\(name).contribution", norming.output.map { [WeightUse($0)] } ?? [])
    var (streamNorm, site) = (Norm?.none, SiteID.none)
    if let weights = norming.stream {
      let norm = try norm(weights)
      (streamNorm, site) = (norm, stream.map { declare("residual.\($0)", weights, norm) } ?? .none)
    } else if let stream, !isParallel || stream == "post" {
      // Where halves stand side by side, the stream is nowhere between them.
      site = declare("residual.\(stream)")
    }
    return Half(
      work: work, readsEntry: isParallel, inputNorm: entry.norm, normed: entry.site, outputNorm: outputNorm,
      multiplier: norming.multiplier, contribution: contribution, streamNorm: streamNorm, stream: site)
  }
}
