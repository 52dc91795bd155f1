import Diagnostics
public import ExplainerCore
public import Tensors

/// A model of any family: parts, which one engine runs.
///
/// What is special about a family is in its recipe (`Families`); what a pass can do is in `Passes`, for all of them.
public struct TransformerModel: Model {
  /// What the model says of itself; of two stacks, layers, heads and neurons are the decoder's.
  public let info: ModelInfo
  /// What the family is called in messages.
  let title: String
  /// Texts and ids.
  let vocabulary: VocabularyReader
  /// What can be captured.
  let catalog: SiteCatalog
  /// Times the stages of a pass.
  let timer: StageTimer
  /// The weights, for those who want to know why a number is what it is.
  let weights: NamedWeights
  /// How the checkpoint wants texts continued, or why that cannot be told: other questions can be answered all the same.
  let generation: Result<GenerationSettings, ExplainerError>
  /// How many segments there are; nil where the family has none.
  let segments: Int?
  /// Whether a decoder that reads what the encoder reads begins with the last token of that, not with its start token.
  let wrapsText: Bool
  let parts: Composition
}

extension TransformerModel {
  /// The tokens of a text, also those the model has no embedding for and cannot run.
  public func tokenize(_ text: String) throws -> [Token] { vocabulary.tokens(of: text) }

  /// The tokens of two texts read together; with segments in a family that has them.
  public func tokenize(_ first: String, and second: String) throws -> TokenizedPair {
    vocabulary.tokens(of: first, and: second, withSegments: segments != nil)
  }

  /// The tokens with these ids.
  public func tokens(withIDs ids: [Int]) throws -> [Token] { try vocabulary.tokens(withIDs: ids) }

  /// One forward pass; it stops after the last site that is wanted.
  public func run(_ input: ModelInput, capturing sites: [SitePattern]) throws -> Trace {
    try run(input, capturing: sites, from: FreshPasses(self))
  }

  func run(
    _ input: ModelInput, capturing sites: [SitePattern], from passes: some PassSource
  ) throws -> Trace {
    let input = try readable(input)
    let wanted = try catalog.resolve(sites)
    try checkEnds(of: [input], asked: wanted.compactMap(catalog.number(of:)))
    return try finite(passes.pass(over: input, capturing: wanted, toEnd: false).trace, after: input)
  }

  /// Scores of every token for states of the residual stream.
  ///
  /// With `normed` the final norm comes first; in a family without one that makes no difference. In a masked model the
  /// head is all that stands behind the stream: a map, a function and a norm, then the scores.
  public func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
    try checkStates(hidden)
    return try scores(of: hidden, normed: normed) { $0 }
  }

  /// What a head made of the model's own gives states, `[N, D]`, which are known to be such.
  func scores(
    of hidden: Tensor, normed: Bool, by choose: (LanguageHead) -> LanguageHead
  ) throws(ExplainerError) -> Tensor {
    try finite(headOver: hidden, normed: normed) { hidden in
      guard let head = parts.head else { return nil }
      return timer.measure("head") {
        var pass = Pass(PassPlan(over: []), in: catalog)
        var states = Flow(hidden)
        if normed, let norm = parts.stack.finalNorm { states = pass.norm(norm.norm, states) }
        return choose(head)(states, in: &pass).tensor
      }
    }
  }
}
