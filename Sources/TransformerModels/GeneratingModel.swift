import Diagnostics
import ExplainerCore
import Tensors

/// What a family provides that continues texts; `generate` follows from it.
protocol GeneratingModel: TransformerModel {
  /// A continuation as the checkpoint ends and forces it.
  ///
  /// - Throws: `badParameter` for a setting out of range.
  func continuation(_ options: GenerationOptions) throws(ExplainerError) -> Continuation

  /// The ids that are continued: of a model with two stacks those of the decoder.
  func prompt(of input: ModelInput) -> [Int]

  /// `input` with `ids` behind what is continued.
  func adding(_ ids: ArraySlice<Int>, to input: ModelInput) -> ModelInput

  /// A decoder with a cache of keys and values for `capacity` positions.
  ///
  /// It gives the scores, `[V]`, of what follows the ids it is given, which stand behind those of all calls before;
  /// those of the first call are the prompt's. That call is the stage `forward`, later ones are `decode`.
  func decoder(of input: ModelInput, capacity: Int) -> ([Int]) -> Tensor

  /// The scores that the last state of a pass, `[1, D]`, gives the next token, `[V]`.
  func scores(after state: Tensor) -> Tensor
}

extension GeneratingModel {
  /// Greedy or sampled generation.
  ///
  /// One new token costs one pass, whatever is captured. More are decoded with a cache of keys and values, and what is
  /// captured costs one more pass over all positions at the end. The first token's scores come from its state alone, so
  /// that they do not depend on what is captured.
  public func generate(
    _ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern]
  ) throws -> Generation {
    try generate(input, options: options, capturing: sites, from: FreshPasses(self))
  }

  func generate(
    _ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern],
    from passes: some PassSource
  ) throws -> Generation {
    var continuation = try continuation(options)
    let input = try readable(input)
    let prompt = prompt(of: input)
    try checkRoom(for: options.maximumNewTokens, after: prompt)
    let wanted = try catalog.resolve(sites)
    if let lack = info.lack(of: .languageModel) { throw lack }
    func generation(_ result: Continuation.Result, _ trace: Trace) -> Generation {
      Generation(
        promptIDs: prompt, steps: result.steps, endedByModel: result.endedByModel, trace: trace)
    }
    guard options.maximumNewTokens > 1 else {
      let pass = passes.pass(over: input, capturing: wanted, toEnd: true)
      guard let state = pass.lastState else {
        throw ExplainerError(.internalFault, "the forward pass left no last state")
      }
      let scores = try finite(
        scores: timer.measure("head") { self.scores(after: state) }, after: input)
      return try generation(
        continuation.run(after: prompt) { _ in scores }, finite(pass.trace, after: input))
    }
    let result = try passes.decoding(of: input, options) {
      let decode = decoder(of: input, capacity: prompt.count + options.maximumNewTokens - 1)
      var read: [Int] = []
      return try continuation.run(after: prompt) { ids in
        read += ids
        return try finite(scores: decode(ids), after: adding(read.dropFirst(prompt.count), to: input))
      }
    }
    guard !wanted.isEmpty else { return generation(result, Trace()) }
    let passed = adding(result.steps.dropLast().map(\.id)[...], to: input)
    let trace = passes.pass(over: passed, capturing: wanted, toEnd: false).trace
    return try generation(result, finite(trace, after: passed))
  }
}
