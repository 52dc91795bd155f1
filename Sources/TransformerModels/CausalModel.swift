import Diagnostics
import ExplainerCore
import Tensors

/// What a decoder-only family provides; `Model` follows from it.
protocol CausalModel: Model {
  /// Texts and ids.
  var vocabulary: VocabularyReader { get }
  /// The tokens that end a text.
  var endTokens: Set<Int> { get }
  /// Times the stages of a pass.
  var timer: StageTimer { get }

  /// Runs the blocks over `ids`, which stand after the positions in `cache`, and adds them to it.
  ///
  /// - Returns: the states after the final norm, `[T, D]`, or nil if the recorder had all it wanted earlier.
  func states(of ids: [Int], cache: KeyValueCache?, recorder: inout TraceRecorder) -> Tensor?

  /// The final norm, `[N, D]` → `[N, D]`.
  func finalNorm(_ states: Tensor) -> Tensor

  /// The head alone, `[N, D]` → `[N, V]`.
  func logits(of states: Tensor) -> Tensor
}

extension CausalModel {
  /// The tokens of a text.
  public func tokenize(_ text: String) throws -> [Token] { try vocabulary.tokens(of: text) }

  /// The tokens with these ids.
  public func tokens(withIDs ids: [Int]) throws -> [Token] { try vocabulary.tokens(withIDs: ids) }

  /// One forward pass; it stops after the last site that is wanted.
  public func run(_ input: ModelInput, capturing sites: [SitePattern]) throws -> Trace {
    try check(input)
    let wanted = try sites.resolve(among: Site.all(layers: info.layers))
    return pass(over: input.ids, wanted: wanted).trace
  }

  /// Greedy or sampled generation with a cache of keys and values.
  ///
  /// One new token costs one pass, whatever is captured; for more, what is captured costs one more pass over
  /// all positions at the end.
  public func generate(
    _ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern]
  ) throws -> Generation {
    var sampler = try Sampler(options)
    try check(input, adding: options.maximumNewTokens)
    let wanted = try sites.resolve(among: Site.all(layers: info.layers))
    if options.maximumNewTokens == 1 {
      let (trace, last) = pass(over: input.ids, wanted: wanted, needsLast: true)
      let step = sampler.next(last)
      return Generation(
        promptIDs: input.ids, steps: [step], endedByModel: endTokens.contains(step.id), trace: trace)
    }
    let cache = KeyValueCache(
      layers: info.layers, width: info.hiddenSize, capacity: input.ids.count + options.maximumNewTokens - 1)
    var steps: [Generation.Step] = []
    var next = input.ids
    var endedByModel = false
    while steps.count < options.maximumNewTokens && !endedByModel {
      let step = sampler.next(pass(over: next, cache: cache, needsLast: true).last)
      steps.append(step)
      next = [step.id]
      endedByModel = endTokens.contains(step.id)
    }
    let passed = input.ids + steps.dropLast().map(\.id)
    let trace = wanted.isEmpty ? Trace() : pass(over: passed, wanted: wanted).trace
    return Generation(promptIDs: input.ids, steps: steps, endedByModel: endedByModel, trace: trace)
  }

  /// The head over states of the residual stream, after the final norm if `normed`.
  public func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
    guard hidden.rank == 2, hidden.shape[1] == info.hiddenSize else {
      throw ExplainerError(
        .badShape, "the head takes rows of the residual stream", expected: "[N, \(info.hiddenSize)]",
        found: "\(hidden.shape)")
    }
    return timer.measure("head") { logits(of: normed ? finalNorm(hidden) : hidden) }
  }

  /// One pass: what was wanted, and the last position's logits, `[V]`, empty unless needed.
  private func pass(
    over ids: [Int], cache: KeyValueCache? = nil, wanted: Set<Site> = [], needsLast: Bool = false
  ) -> (trace: Trace, last: Tensor) {
    var recorder = TraceRecorder(wanted, needsFinalStates: needsLast)
    let states = timer.measure("forward") { self.states(of: ids, cache: cache, recorder: &recorder) }
    guard let states else { return (recorder.trace, Tensor(shape: [0], values: [])) }
    return timer.measure("head") {
      if recorder.wants(.logits) {
        let all = logits(of: states)
        recorder.keep(.logits, all)
        return (recorder.trace, all.slice(ids.count - 1))
      }
      let last = states.rows(ids.count - 1..<ids.count)
      return (recorder.trace, needsLast ? logits(of: last).slice(0) : Tensor(shape: [0], values: []))
    }
  }

  /// Throws unless the model can take `input` and `added` tokens more, the last of which is not read again.
  private func check(_ input: ModelInput, adding added: Int = 1) throws(ExplainerError) {
    let count = input.ids.count
    if input.decoderIDs != nil || input.segments != nil {
      throw ExplainerError(
        .badParameter, "\(info.family) reads one sequence of tokens: it has neither segments nor a decoder")
    }
    guard count > 0 else {
      throw ExplainerError(.badText, "the text is empty", expected: "at least one token")
    }
    guard count <= info.contextLength else {
      throw ExplainerError(
        .badText, "the text is longer than the model's context",
        expected: "at most \(info.contextLength) tokens", found: "\(count)",
        remedy: "Shorten the text, or let it be cut with --truncate")
    }
    guard added - 1 <= info.contextLength - count else {
      throw ExplainerError(
        .badText, "the text and the tokens to add are longer than the model's context",
        expected: "at most \(info.contextLength) positions",
        found: "\(count) tokens and \(added) to add, of which the last needs none",
        remedy: "Add fewer tokens, shorten the text, or let it be cut with --truncate")
    }
    try vocabulary.check(input.ids)
  }
}
