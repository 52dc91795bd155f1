import Diagnostics
import ExplainerCore
import Tensors

/// A model whose neurons hold what a test says: words are tokens, `neuron` gives every value.
struct StubModel: Model {
  var kind = ModelKind.causal
  var layers = 2
  var neurons = 4
  var context = 64
  /// Whether every text gets `[CLS]` in front and `[SEP]` at the end.
  var hasSpecialTokens = false
  /// What a neuron holds, from its layer, its number, the token's id and the token's place in what is read.
  var neuron: @Sendable (_ layer: Int, _ neuron: Int, _ id: Int, _ index: Int) -> Float

  var info: ModelInfo {
    ModelInfo(
      id: "stub", family: "stub", kind: kind, dtype: "F32", layers: layers, heads: 1, hiddenSize: 2,
      feedForwardSize: neurons, vocabularySize: 1000, contextLength: context,
      decoderStartTokenID: kind == .sequenceToSequence ? 999 : nil)
  }

  /// The id of a word is its length; `[CLS]` is 101, `[SEP]` 102.
  func tokenize(_ text: String) throws -> [Token] {
    var tokens: [Token] = []
    var index = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let range = index..<index + word.utf8.count
      if !word.isEmpty {
        tokens.append(
          Token(id: word.utf8.count, text: String(word), piece: String(word), byteRange: range))
      }
      index = range.upperBound + 1
    }
    guard hasSpecialTokens else { return tokens }
    func special(_ id: Int, _ text: String) -> Token {
      Token(id: id, text: text, piece: text, isSpecial: true)
    }
    return [special(101, "[CLS]")] + tokens + [special(102, "[SEP]")]
  }

  func tokenize(_ first: String, and second: String) throws -> TokenizedPair {
    let (a, b) = (try tokenize(first), try tokenize(second))
    let opening = hasSpecialTokens ? 1 : 0
    return TokenizedPair(
      tokens: a + b.dropFirst(opening),
      segments: kind == .masked ? a.map { _ in 0 } + b.dropFirst(opening).map { _ in 1 } : nil,
      secondStart: a.count)
  }

  func tokens(withIDs ids: [Int]) throws -> [Token] {
    ids.map { Token(id: $0, text: "\($0)", piece: "\($0)") }
  }

  func run(_ input: ModelInput, capturing sites: [SitePattern]) throws -> Trace {
    guard input.ids.count <= context else { throw ExplainerError(.badText, "too long for the stub") }
    let stacks: [String?] = kind == .sequenceToSequence ? ["encoder", "decoder"] : [nil]
    let all = stacks.flatMap { stack in
      (0..<layers).map { Site(stack: stack, layer: $0, part: "mlp.neurons") }
    }
    let wanted = try sites.resolve(among: all)
    var trace = Trace()
    // Out of order on purpose: who reads a trace must not rely on its order.
    for site in all.reversed() where wanted.contains(site) {
      guard let layer = site.layer else { continue }
      // As a real decoder does: it reads its own ids, or its start token alone.
      let ids = site.stack == "decoder" ? input.decoderIDs ?? [999] : input.ids
      let values = ids.enumerated().flatMap { index, id in
        (0..<neurons).map { neuron(layer, $0, id, index) }
      }
      trace.append(Tensor(shape: [ids.count, neurons], values: values), at: site)
    }
    return trace
  }

  func generate(
    _ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern]
  ) throws -> Generation { throw ExplainerError(.unsupported, "the stub does not generate") }

  func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
    throw ExplainerError(.unsupported, "the stub has no head")
  }
}
