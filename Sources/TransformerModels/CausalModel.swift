import Diagnostics
import ExplainerCore
import Tensors

/// What a decoder-only family provides; `Model` follows from it.
protocol CausalModel: TransformerModel {
  /// The tokens that end a text.
  var endTokens: Set<Int> { get }

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
  /// One forward pass; it stops after the last site that is wanted.
  public func run(_ input: ModelInput, capturing sites: [SitePattern]) throws -> Trace {
    try check(input)
    let wanted = try catalog.resolve(sites)
    return pass(over: input.ids, wanted: wanted).trace
  }

  /// Greedy or sampled generation with a cache of keys and values.
  ///
  /// One new token costs one pass, whatever is captured; for more, what is captured costs one more pass over
  /// all positions at the end.
  public func generate(
    _ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern]
  ) throws -> Generation {
    var continuation = try Continuation(options, endTokens: endTokens)
    try check(input, adding: options.maximumNewTokens)
    let wanted = try catalog.resolve(sites)
    let cache =
      options.maximumNewTokens == 1
      ? nil
      : KeyValueCache(
        layers: info.layers, width: info.hiddenSize, capacity: input.ids.count + options.maximumNewTokens - 1)
    var trace = Trace()
    let (steps, endedByModel) = continuation.run(after: input.ids) { ids in
      let result = pass(over: ids, cache: cache, wanted: cache == nil ? wanted : [], needsLast: true)
      trace = result.trace
      return result.last
    }
    if cache != nil && !wanted.isEmpty {
      trace = pass(over: input.ids + steps.dropLast().map(\.id), wanted: wanted).trace
    }
    return Generation(promptIDs: input.ids, steps: steps, endedByModel: endedByModel, trace: trace)
  }

  /// The head over states of the residual stream, after the final norm if `normed`.
  public func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
    try checkStates(hidden)
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
    if input.decoderIDs != nil || input.segments != nil {
      throw ExplainerError(
        .badParameter, "\(info.family) reads one sequence of tokens: it has neither segments nor a decoder")
    }
    try check(input.ids)
    try checkRoom(for: added, after: input.ids)
  }
}
