import Diagnostics
import ExplainerCore
import Tensors

/// A model whose patterns are what a test says: words are tokens, `weight` gives every weight before rows are
/// normalised.
struct AttentionStubModel: Model {
  var kind = ModelKind.causal
  var layers = 2
  var heads = 2
  /// Of a sequence-to-sequence model.
  var encoderLayers = 3
  var encoderHeads = 2
  var context = 4096
  /// Whether every text gets `[CLS]` in front and `[SEP]` at the end.
  var hasSpecialTokens = false
  /// A weight, from layer, head, query and key; hidden ones are not asked for.
  var weight: @Sendable (_ layer: Int, _ head: Int, _ query: Int, _ key: Int) -> Float = { _, _, _, _ in 1 }
  /// The length of a projected value, from layer, head and key.
  var norm: @Sendable (_ layer: Int, _ head: Int, _ key: Int) -> Float = { _, _, _ in 1 }

  var info: ModelInfo {
    ModelInfo(
      id: "stub", family: "stub", kind: kind, dtype: "F32", layers: layers, heads: heads,
      hiddenSize: 2 * heads,
      feedForwardSize: 4, vocabularySize: 1000, contextLength: context,
      encoder: kind == .sequenceToSequence
        ? ModelInfo.Stack(layers: encoderLayers, heads: encoderHeads, feedForwardSize: 4) : nil,
      decoderStartTokenID: kind == .sequenceToSequence ? 101 : nil)
  }

  /// The id of a word is its length; `[CLS]` is 101, `[SEP]` 102.
  func tokenize(_ text: String) throws -> [Token] {
    var tokens: [Token] = []
    var index = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let range = index..<index + word.utf8.count
      if !word.isEmpty {
        tokens.append(Token(id: word.utf8.count, text: String(word), piece: String(word), byteRange: range))
      }
      index = range.upperBound + 1
    }
    guard hasSpecialTokens else { return tokens }
    return try self.tokens(withIDs: [101]) + tokens + self.tokens(withIDs: [102])
  }

  func tokenize(_ first: String, and second: String) throws -> TokenizedPair {
    let (head, tail) = (try tokenize(first), try tokenize(second).drop { $0.id == 101 })
    return TokenizedPair(tokens: head + tail, segments: nil, secondStart: head.count)
  }

  func tokens(withIDs ids: [Int]) throws -> [Token] {
    ids.map { id in
      let special = [101: "[CLS]", 102: "[SEP]"][id]
      return Token(id: id, text: special ?? "\(id)", piece: special ?? "\(id)", isSpecial: special != nil)
    }
  }

  func run(_ input: ModelInput, capturing sites: [SitePattern]) throws -> Trace {
    let decoder = kind == .sequenceToSequence ? input.decoderIDs ?? [101] : nil
    let parts = ["query", "key", "value_norms", "scale", "pattern"]
    func all(_ stack: String?, _ name: String, _ count: Int) -> [Site] {
      (0..<count).flatMap { layer in parts.map { Site(stack: stack, layer: layer, part: "\(name).\($0)") } }
    }
    let available =
      decoder == nil
      ? all(nil, "attention", layers)
      : all("encoder", "attention", encoderLayers) + all("decoder", "attention", layers)
        + all("decoder", "cross_attention", layers)
    let wanted = try sites.resolve(among: available)
    var trace = Trace()
    for site in available where wanted.contains(site) {
      let isCross = site.part.hasPrefix("cross")
      let queries = site.stack == "decoder" ? decoder?.count ?? 0 : input.ids.count
      let keys = site.stack == "decoder" && !isCross ? queries : input.ids.count
      let isCausal = kind == .causal || (site.stack == "decoder" && !isCross)
      trace.append(
        tensor(site, heads: site.stack == "encoder" ? encoderHeads : heads, queries, keys, isCausal), at: site
      )
    }
    return trace
  }

  private func tensor(_ site: Site, heads: Int, _ queries: Int, _ keys: Int, _ isCausal: Bool) -> Tensor {
    let layer = site.layer ?? 0
    func filled(_ shape: [Int]) -> Tensor {
      Tensor(shape: shape, values: [Float](repeating: 1, count: shape.reduce(1, *)))
    }
    switch site.part.split(separator: ".").last {
    case "query": return filled([heads, queries, 2])
    case "key": return filled([heads, keys, 2])
    case "value_norms":
      return Tensor(
        shape: [heads, keys],
        values: (0..<heads).flatMap { head in (0..<keys).map { norm(layer, head, $0) } })
    case "scale": return filled([1])
    default:
      var values: [Float] = []
      for head in 0..<heads {
        for query in 0..<queries {
          let row = (0..<keys).map { isCausal && $0 > query ? 0 : weight(layer, head, query, $0) }
          let sum = row.reduce(0, +)
          values += row.map { $0 / sum }
        }
      }
      return Tensor(shape: [heads, queries, keys], values: values)
    }
  }

  func generate(
    _ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern]
  ) throws -> Generation {
    Generation(
      promptIDs: input.decoderIDs ?? [101], steps: [.init(id: 1, probability: 1)], endedByModel: false,
      trace: Trace())
  }

  func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
    throw ExplainerError(.unsupported, "the stub has no head")
  }
}
