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

  /// Scores of every token of the vocabulary for states of the residual stream: `[N, D]` → `[N, V]`.
  ///
  /// - Parameters:
  ///   - hidden: `[N, D]` states.
  ///   - normed: whether to apply the model's final norm first (the logit lens); false applies the head as it is.
  func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor
}
