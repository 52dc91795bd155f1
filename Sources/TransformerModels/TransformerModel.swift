import Diagnostics
import ExplainerCore
import Tensors

/// What all families share: texts and ids, sites, and the checks of what is asked.
protocol TransformerModel: Model {
  /// Texts and ids.
  var vocabulary: VocabularyReader { get }
  /// Whether the family tells the sentences of a pair apart by segment.
  var readsSegments: Bool { get }
  /// What can be captured.
  var catalog: SiteCatalog { get }
  /// Times the stages of a pass.
  var timer: StageTimer { get }

  /// `input` with all that the family lets be left out, so that equal passes have equal inputs.
  ///
  /// - Throws: unless the model can read it.
  func readable(_ input: ModelInput) throws(ExplainerError) -> ModelInput

  /// Makes one pass over `input`, which is `readable`, until the `recorder` has all it wants.
  ///
  /// - Returns: the last states, `[T, D]`, where the pass came to its end and the family continues texts.
  func pass(over input: ModelInput, recorder: inout TraceRecorder) -> Tensor?

  /// The model's weights, for those who want to know why a number is what it is.
  var weights: NamedWeights { get }
  /// The weights that are read between the site before `site` and `site`.
  ///
  /// - Parameter input: what a pass reads, which says which rows of a table are looked up; nil where that does not
  ///   matter.
  func readings(behind site: Site, of input: ModelInput?) -> [WeightReading]
}

extension TransformerModel {
  /// One forward pass; it stops after the last site that is wanted.
  public func run(_ input: ModelInput, capturing sites: [SitePattern]) throws -> Trace {
    try run(input, capturing: sites, from: FreshPasses(self))
  }

  func run(
    _ input: ModelInput, capturing sites: [SitePattern], from passes: some PassSource
  ) throws -> Trace {
    let input = try readable(input)
    let wanted = try catalog.resolve(sites)
    return try finite(passes.pass(over: input, capturing: wanted, toEnd: false).trace, after: input)
  }

  /// Makes one pass over `input`, which is `readable`; it stops after the last of the `sites`, or runs `toEnd`.
  func pass(over input: ModelInput, capturing sites: Set<Site>, toEnd: Bool) -> ForwardPass {
    var recorder = TraceRecorder(sites, needsFinalStates: toEnd && self is any GeneratingModel)
    let states = pass(over: input, recorder: &recorder)
    return ForwardPass(recorder, states: states)
  }

  /// The tokens of a text, also those the model has no embedding for and cannot run.
  public func tokenize(_ text: String) throws -> [Token] { vocabulary.tokens(of: text) }

  /// Only BERT's kin does.
  var readsSegments: Bool { false }

  /// The tokens of two texts read together.
  public func tokenize(_ first: String, and second: String) throws -> TokenizedPair {
    vocabulary.tokens(of: first, and: second, withSegments: readsSegments)
  }

  /// The tokens with these ids.
  public func tokens(withIDs ids: [Int]) throws -> [Token] { try vocabulary.tokens(withIDs: ids) }

  /// Throws unless the model can read `ids` at once; `text` is what messages call them.
  func check(_ ids: [Int], of text: String = "the text") throws(ExplainerError) {
    guard !ids.isEmpty else {
      throw ExplainerError(.badText, "\(text) is empty", expected: "at least one token")
    }
    guard ids.count <= info.contextLength else {
      throw ExplainerError(
        .badText, "\(text) is longer than the model's context",
        expected: "at most \(info.contextLength) tokens", found: "\(ids.count)",
        remedy: "Shorten the text, or let it be cut with --truncate")
    }
    // What the checkpoint's own tokenizer made of a text is the checkpoint's fault.
    do { try vocabulary.checkReadable(ids) } catch {
      throw error.code == .badData ? error.located(in: info.id) : error
    }
  }

  /// Throws unless there is room for `added` tokens behind `ids`, the last of which is not read again.
  func checkRoom(for added: Int, after ids: [Int]) throws(ExplainerError) {
    guard added - 1 <= info.contextLength - ids.count else {
      throw ExplainerError(
        .badText, "the text and the tokens to add are longer than the model's context",
        expected: "at most \(info.contextLength) positions",
        found: "\(ids.count) tokens and \(added) to add, of which the last needs none",
        remedy: "Add fewer tokens, shorten the text, or let it be cut with --truncate")
    }
  }

  /// Throws unless `hidden` is made of rows of the residual stream, `[N, D]`.
  func checkStates(_ hidden: Tensor) throws(ExplainerError) {
    guard hidden.rank == 2, hidden.shape[1] == info.hiddenSize else {
      throw ExplainerError(
        .badShape, "the head takes rows of the residual stream", expected: "[N, \(info.hiddenSize)]",
        found: "\(hidden.shape)")
    }
  }
}
