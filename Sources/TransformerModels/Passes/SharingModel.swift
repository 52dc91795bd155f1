import ExplainerCore
import Tensors

/// A model whose passes are remembered by `ActivationCache`.
struct SharingModel: Model {
  let model: TransformerModel
  let passes: ActivationCache
  /// Patterns of the sites that are captured along.
  let expected: Set<SitePattern>

  var info: ModelInfo { model.info }

  func tokenize(_ text: String) throws -> [Token] { try model.tokenize(text) }

  func tokenize(_ first: String, and second: String) throws -> TokenizedPair {
    try model.tokenize(first, and: second)
  }

  func tokens(withIDs ids: [Int]) throws -> [Token] { try model.tokens(withIDs: ids) }

  func run(_ input: ModelInput, capturing sites: [SitePattern]) throws -> Trace {
    try model.run(input, capturing: sites, from: self)
  }

  func generate(
    _ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern]
  ) throws -> Generation {
    try model.generate(input, options: options, capturing: sites, from: self)
  }

  func generate(_ request: GenerationRequest) throws -> [Generation] {
    // (Edited texts, and several at once, are not remembered.)
    guard request.isPlain else { return try model.generate(request) }
    return [try generate(request.inputs[0], options: request.options, capturing: request.capture)]
  }

  func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
    try model.unembed(hidden, normed: normed)
  }

  func scores(of ids: [Int], for hidden: Tensor, normed: Bool) throws -> Tensor {
    try model.scores(of: ids, for: hidden, normed: normed)
  }

  var weightNames: [String] { model.weightNames }

  func weight(_ name: String) throws -> LentWeight { try model.weight(name) }

  func pass(_ request: PassRequest) throws -> PassResult { try passes.pass(request) }
}

extension SharingModel: PassSource {
  func pass(over input: ModelInput, capturing sites: Set<Site>, toEnd: Bool) -> ForwardPass {
    passes.pass(over: input, capturing: sites, toEnd: toEnd, expecting: expected)
  }

  func decoding(
    of input: ModelInput, _ options: GenerationOptions, _ decode: () throws -> Continuation.Result
  ) rethrows -> Continuation.Result { try passes.decoding(of: input, options, decode) }
}
