import Diagnostics
public import Tensors

/// A language model that can be run and looked into: what every explainer is written against.
///
/// Inside the host this is the model itself; inside a plugin it is the same model behind the C boundary. All
/// functions are synchronous; none changes the model.
public protocol Model: Sendable {
  /// What the model says of itself.
  var info: ModelInfo { get }

  /// The tokens of a text, with the special tokens the model expects around it.
  ///
  /// - Throws: `badText` for a text the tokenizer cannot take.
  func tokenize(_ text: String) throws -> [Token]

  /// The tokens of two texts that are read together, sentence A and sentence B.
  ///
  /// - Throws: `badText` for texts the tokenizer cannot take.
  func tokenize(_ first: String, and second: String) throws -> TokenizedPair

  /// The tokens with these ids, decoded one by one.
  ///
  /// - Throws: `badParameter` for an id outside the vocabulary.
  func tokens(withIDs ids: [Int]) throws -> [Token]

  /// Runs one forward pass and keeps what the sites matching `sites` held.
  ///
  /// - Throws: `badText` if the input is empty or longer than the context, `badParameter` for an id outside the
  ///   vocabulary or a pattern that matches no site.
  func run(_ input: ModelInput, capturing sites: [SitePattern]) throws -> Trace

  /// Continues `input`, and keeps what the sites matching `sites` held over all positions but the last added one.
  func generate(_ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern]) throws
    -> Generation

  /// Continues one or several texts side by side, while what flows may be changed; one answer a text, in order.
  ///
  /// - Throws: as `generate`; `badParameter` for an edit that this model or a text has no place for, or that cannot be made
  ///   while a text grows.
  func generate(_ request: GenerationRequest) throws -> [Generation]

  /// Scores of every token of the vocabulary for states of the residual stream: `[N, D]` → `[N, V]`.
  ///
  /// - Parameters:
  ///   - hidden: `[N, D]` states.
  ///   - normed: whether to apply the model's final norm first (the logit lens); false applies the head as it is.
  func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor

  /// The scores of some tokens alone: `[N, D]` → `[N, ids]`; those of `unembed` but for rounding.
  ///
  /// - Throws: as `unembed`; `badParameter` for an id outside the vocabulary.
  func scores(of ids: [Int], for hidden: Tensor, normed: Bool) throws -> Tensor

  /// The tokens with the highest scores of each state, the best first (of equals the lower id), as `unembed` gives them.
  ///
  /// Scores of all tokens are held for a few states at a time.
  ///
  /// - Throws: as `unembed`.
  func best(_ count: Int, for hidden: Tensor, normed: Bool) throws -> [[TokenScore]]

  /// Runs one pass over one or several texts, in which what flows may be changed and what comes of it differentiated.
  ///
  /// - Throws: as `run`; `badParameter` for an edit or an objective that this model or a text has no place for.
  func pass(_ request: PassRequest) throws -> PassResult

  /// The names of the weights, in the words of the sites: `SITE.weight` and `SITE.bias` make what the site holds.
  var weightNames: [String] { get throws }

  /// A weight where it lies.
  ///
  /// - Throws: `notFound` for a name that is none of `weightNames`.
  func weight(_ name: String) throws -> LentWeight
}

extension Model {
  /// What a model answers whose host knows nothing of such passes.
  ///
  /// - Throws: `unsupported`, always.
  public func pass(_ request: PassRequest) throws -> PassResult {
    throw ExplainerError(
      .unsupported, "this host runs no passes with edits, gradients or several texts",
      expected: "a newer version of the program")
  }

  /// What a model answers whose host knows nothing of such requests.
  ///
  /// - Throws: `unsupported`, always.
  public func generate(_ request: GenerationRequest) throws -> [Generation] {
    throw ExplainerError(
      .unsupported, "this host continues no texts with edits or several at once",
      expected: "a newer version of the program")
  }

  /// None, of a host that shows no weights.
  public var weightNames: [String] { get throws { [] } }

  /// What a model answers whose host shows no weights.
  ///
  /// - Throws: `unsupported`, always.
  public func weight(_ name: String) throws -> LentWeight {
    throw ExplainerError(
      .unsupported, "this host shows no weights", expected: "a newer version of the program")
  }
}
