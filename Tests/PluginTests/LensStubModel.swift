import Diagnostics
import ExplainerCore
import Tensors

/// A causal model of three tokens whose head says what a test says, whatever the states are: every word is token 0, and
/// each added token is token 1.
struct LensStubModel: Model {
  /// The probability it claims for what it adds.
  var claimed: Float
  /// The scores of every state of a layer, `[V]`.
  var logits: @Sendable (_ layer: Int) -> [Float]

  var info: ModelInfo {
    ModelInfo(
      id: "stub", family: "stub", kind: .causal, dtype: "F32", layers: 2, heads: 1, hiddenSize: 1,
      feedForwardSize: 1, vocabularySize: 3, contextLength: 16)
  }

  func tokenize(_ text: String) throws -> [Token] {
    try tokens(withIDs: text.split(separator: " ").map { _ in 0 })
  }

  func tokenize(_ first: String, and second: String) throws -> TokenizedPair {
    throw ExplainerError(.unsupported, "the stub reads no pairs")
  }

  func tokens(withIDs ids: [Int]) throws -> [Token] {
    ids.map { Token(id: $0, text: "\($0)", piece: "\($0)") }
  }

  /// A state is the number of its layer.
  func run(_ input: ModelInput, capturing sites: [SitePattern]) throws -> Trace {
    var trace = Trace()
    for (site, layer) in [
      (Site.layer(0, "residual.post"), 0), (.layer(1, "residual.post"), 1), (Site(part: "final_norm"), 1),
    ] {
      trace.append(
        Tensor(shape: [input.ids.count, 1], values: input.ids.map { _ in Float(layer) }), at: site)
    }
    return trace
  }

  func generate(
    _ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern]
  ) throws -> Generation {
    let added = [Int](repeating: 1, count: options.maximumNewTokens)
    return Generation(
      promptIDs: input.ids, steps: added.map { .init(id: $0, probability: claimed) }, endedByModel: false,
      trace: try run(ModelInput(ids: input.ids + added.dropLast()), capturing: sites))
  }

  func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
    Tensor(
      shape: [hidden.shape[0], 3],
      values: (0..<hidden.shape[0]).flatMap { logits(Int(hidden.slice($0)[flat: 0])) })
  }
}
