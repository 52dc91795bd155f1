import Diagnostics
public import ExplainerCore
import Tensors

extension TransformerModel {
  /// Greedy or sampled generation, or beam search.
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
    if !isGenerating, let lack = info.lack(of: .languageModel) { throw lack }
    var continuation = try Continuation(options, settings: generation.get())
    let input = try readable(input)
    let prompt = prompt(of: input)
    try checkRoom(for: options.maximumNewTokens, after: prompt)
    let wanted = try catalog.resolve(sites)
    if let lack = info.lack(of: .languageModel) { throw lack }
    func made(_ result: Continuation.Result, _ trace: Trace) -> Generation {
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
      return try made(
        continuation.run(after: prompt, reading: input.ids, decoder: TokenDecoder(answering: scores)),
        finite(pass.trace, after: input))
    }
    let result = try passes.decoding(of: input, options) {
      try continuation.run(
        after: prompt, reading: input.ids,
        decoder: checked(
          decoder(of: input, capacity: prompt.count + options.maximumNewTokens - 1), of: input,
          promptCount: prompt.count))
    }
    guard !wanted.isEmpty else { return made(result, Trace()) }
    let passed = adding(result.steps.dropLast().map(\.id)[...], to: input)
    return try made(
      result,
      finite(passes.pass(over: passed, capturing: wanted, toEnd: false).trace, after: passed))
  }

  /// `decoder`, whose scores are known to be finite.
  ///
  /// - Parameter read: the ids it has read: the prompt, of `promptCount` tokens, and what was added.
  private func checked(
    _ decoder: TokenDecoder, of input: ModelInput, promptCount: Int, after read: [Int] = []
  ) -> TokenDecoder {
    var read = read
    return TokenDecoder { ids in
      read += ids
      return try finite(scores: decoder.read(ids), after: adding(read.dropFirst(promptCount), to: input))
    } fork: {
      checked(decoder.fork(), of: input, promptCount: promptCount, after: read)
    }
  }

  /// A decoder with a cache of keys and values for `capacity` positions; the encoder is read once, with the first call.
  ///
  /// The ids of its first call are the prompt's. That call is the stage `forward`, later ones are `decode`.
  func decoder(of input: ModelInput, capacity: Int) -> TokenDecoder {
    decoder(of: input, behind: TextCache(layers: info.layers, capacity: capacity))
  }

  private func decoder(of input: ModelInput, behind cache: TextCache) -> TokenDecoder {
    TokenDecoder { ids in
      let read = info.encoder == nil ? ModelInput(ids: ids) : ModelInput(ids: input.ids, decoderIDs: ids)
      var pass = Pass(PassPlan(over: [read], runsToEnd: true), in: catalog, caches: [cache])
      let states = timer.measure(cache.count == 0 ? "forward" : "decode") { self.states(in: &pass) }
      cache.advance(by: ids.count)
      guard let states else { return Tensor(shape: [0], values: []) }
      return timer.measure("head") { scores(after: states.tensor.rows(ids.count - 1..<ids.count)) }
    } fork: {
      decoder(of: input, behind: cache.copy())
    }
  }
}
