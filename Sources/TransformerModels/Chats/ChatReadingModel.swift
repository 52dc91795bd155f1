public import ExplainerCore
public import Tensors

/// A model that knows which texts are conversations: what their template made is all that the model reads, so that no
/// special tokens are put around them, and each of their tokens says who said it.
public struct ChatReadingModel: Model {
  private let model: any Model
  private let vocabulary: VocabularyReader
  private let chats: [ChatText]

  /// A model that reads `chats` as what they are.
  ///
  /// - Parameters:
  ///   - model: the model that is asked for everything else.
  ///   - reader: the model that knows the vocabulary.
  ///   - chats: the conversations.
  public init(_ model: any Model, reader: TransformerModel, chats: [ChatText]) {
    self.model = model
    vocabulary = reader.vocabulary
    self.chats = chats
  }

  /// What the model says of itself.
  public var info: ModelInfo { model.info }

  /// The tokens of a text; those of a conversation are marked.
  public func tokenize(_ text: String) throws -> [Token] {
    // (Texts that are only equivalent have other tokens.)
    guard let chat = chats.first(where: { $0.text.utf8.elementsEqual(text.utf8) }) else {
      return try model.tokenize(text)
    }
    return vocabulary.tokens(of: chat)
  }

  /// The tokens of two texts read together.
  public func tokenize(_ first: String, and second: String) throws -> TokenizedPair {
    try model.tokenize(first, and: second)
  }

  /// The tokens with these ids.
  public func tokens(withIDs ids: [Int]) throws -> [Token] { try model.tokens(withIDs: ids) }

  /// One forward pass.
  public func run(_ input: ModelInput, capturing sites: [SitePattern]) throws -> Trace {
    try model.run(input, capturing: sites)
  }

  /// Continues a text.
  public func generate(
    _ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern]
  ) throws -> Generation { try model.generate(input, options: options, capturing: sites) }

  /// Continues one or several texts.
  public func generate(_ request: GenerationRequest) throws -> [Generation] { try model.generate(request) }

  /// Scores of every token for states of the residual stream.
  public func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
    try model.unembed(hidden, normed: normed)
  }

  /// The scores of some tokens alone.
  public func scores(of ids: [Int], for hidden: Tensor, normed: Bool) throws -> Tensor {
    try model.scores(of: ids, for: hidden, normed: normed)
  }

  /// The tokens with the highest scores of each state.
  public func best(_ count: Int, for hidden: Tensor, normed: Bool) throws -> [[TokenScore]] {
    try model.best(count, for: hidden, normed: normed)
  }

  /// One pass with edits, gradients or several texts.
  public func pass(_ request: PassRequest) throws -> PassResult { try model.pass(request) }

  /// The names of the weights.
  public var weightNames: [String] { get throws { try model.weightNames } }

  /// A weight where it lies.
  public func weight(_ name: String) throws -> LentWeight { try model.weight(name) }
}
