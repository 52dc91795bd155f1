import Diagnostics
public import ExplainerCore
import Tensors
import Tokenization

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
    let (plan, begun) = try begin(GenerationRequest(inputs: [input], options: options, capture: sites))
    let input = plan.inputs[0]
    var text = begun[0]
    func generation(_ result: Continuation.Result, _ trace: Trace) -> Generation {
      Generation(
        promptIDs: prompt(of: input), steps: result.steps, endedByModel: result.endedByModel, trace: trace)
    }
    guard options.maximumNewTokens > 1 else {
      let pass = passes.pass(over: input, capturing: plan.captured, toEnd: true)
      guard let state = pass.lastState else {
        throw ExplainerError(.internalFault, "the forward pass left no last state")
      }
      let scores = try finite(
        scores: timer.measure("head") { self.scores(after: state) }, after: PassPlan(over: [input]))
      try text.go(on: scores) { TokenDecoder(answering: scores) }
      return try generation(text.result, finite(pass.trace, after: input))
    }
    let result = try passes.decoding(of: input, options) {
      try continued(begun, plan, options)[0].result
    }
    guard !plan.captured.isEmpty else { return generation(result, Trace()) }
    let passed = adding(result.steps.dropLast().map(\.id)[...], to: input)
    return try generation(
      result, finite(passes.pass(over: passed, capturing: plan.captured, toEnd: false).trace, after: passed))
  }

  /// The same of one or several texts side by side, while what flows is changed.
  ///
  /// The prompts are read in one pass, and so is one more token of each text that still goes on, a token after the other;
  /// beams are searched text by text. What a text gives is what it gives alone but for rounding, as in a pass over several.
  /// What is captured costs one more pass over all positions of all texts, with the same edits.
  public func generate(_ request: GenerationRequest) throws -> [Generation] {
    if request.isPlain {
      return [try generate(request.inputs[0], options: request.options, capturing: request.capture)]
    }
    var (plan, texts) = try begin(request)
    texts = try continued(texts, plan, request.options)
    let prompts = plan.inputs.map(prompt(of:))
    plan.inputs = zip(plan.inputs, texts).map { input, text in
      adding(text.result.steps.dropLast().map(\.id)[...], to: input)
    }
    let traces = plan.captured.isEmpty ? texts.map { _ in Trace() } : try result(of: plan).traces
    return texts.indices.map { index in
      let result = texts[index].result
      return Generation(
        promptIDs: prompts[index], steps: result.steps, endedByModel: result.endedByModel,
        trace: traces[index])
    }
  }
}

extension TransformerModel {
  /// Finds out whether a request can be met, without continuing anything.
  ///
  /// - Throws: what `generate` throws before it reads the texts.
  public func check(_ request: GenerationRequest) throws { _ = try begin(request) }

  /// The words that were added to a text, as the tokenizer puts them behind it; special tokens are left out.
  public func text(of generation: Generation) -> String {
    func words(_ ids: [Int]) -> String { vocabulary.tokenizer.decode(ids, skipSpecialTokens: true) }
    let (before, whole) = (words(generation.promptIDs), words(generation.ids))
    // (A blank that begins a text alone is not one of its words.)
    return whole.utf8.starts(with: before.utf8)
      ? String(decoding: whole.utf8.dropFirst(before.utf8.count), as: UTF8.self)
      : words(generation.steps.map(\.id))
  }

  /// What a request comes to in this model: what is read, captured and changed, and the texts before anything is added.
  private func begin(_ request: GenerationRequest) throws -> (plan: PassPlan, texts: [Continuation]) {
    if !isGenerating, let lack = info.lack(of: .languageModel) { throw lack }
    try request.check()
    let (options, settings) = (request.options, try generation.get())
    let sampler = try Sampler(options)
    let inputs = try readable(request.inputs)
    for (index, input) in inputs.enumerated() {
      do throws(ExplainerError) {
        try checkRoom(for: options.maximumNewTokens, after: prompt(of: input))
      } catch {
        throw inputs.count == 1 ? error : error.located(in: "text \(index)")
      }
    }
    let texts = inputs.map {
      Continuation(of: prompt(of: $0), reading: $0.ids, options, sampler, settings: settings)
    }
    var plan = PassPlan(over: inputs, capturing: try catalog.resolve(request.capture))
    if let lack = info.lack(of: .languageModel) { throw lack }
    guard !request.edits.isEmpty else { return (plan, texts) }
    plan.edits = try EditResolver(
      catalog: catalog, inputs: inputs, tensors: request.tensors, others: try others(request.edits),
      growth: options.maximumNewTokens - 1
    ).resolve(request.edits)
    try check(plan, asked: (plan.captured + [.logits]).compactMap(catalog.number(of:)))
    return (plan, texts)
  }

  /// The texts, continued to their ends.
  func continued(
    _ texts: [Continuation], _ plan: PassPlan, _ options: GenerationOptions
  ) throws -> [Continuation] {
    var texts = texts
    let decoder = TextsDecoder(
      PassPlan(over: plan.inputs, edits: plan.edits), room: options.maximumNewTokens, of: self)
    while texts.contains(where: { !$0.unread.isEmpty }) {
      for (index, scores) in try decoder.scores(after: texts.map(\.unread)).enumerated() {
        guard let scores else { continue }
        try texts[index].go(on: scores) { decoder.alone(index, answering: scores) }
      }
    }
    return texts
  }
}
