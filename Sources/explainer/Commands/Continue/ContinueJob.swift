import Diagnostics
import ExplainerCore
import ExplainerHost
import JSON
import Tensors
import TransformerModels

/// What `continue` is asked for, and how the worker does it: texts that fit together side by side, and each answered as
/// soon as its batch is done.
struct ContinueJob: Sendable {
  let options: GenerationOptions
  let edits: [Edit]
  let tensors: [String: Tensor]
  /// Whether the texts are counted in messages.
  let isMany: Bool
  let isJSON: Bool
  /// The tokens, those to come among them, that go through the model together.
  let batchTokens: Int
  let truncates: Bool
  /// The bytes that may be used; 0 where nothing says.
  let memory: Int

  /// Does it, and writes the answers.
  func run(over texts: [GivenText], _ model: any Model, _ channel: ModelReaderChannel) throws {
    guard let model = model as? TransformerModel else {
      throw ExplainerError(.internalFault, "'\(model.info.id)' is no model of the engine")
    }
    for pattern in edits.map(\.pattern) {
      if let sentence = try model.meaning(of: pattern).sentence { channel.reporter.log(.info, sentence) }
    }
    for sentence in model.info.generation?.omissions(options) ?? [] {
      channel.reporter.log(.warning, sentence)
    }
    let words = try texts.enumerated().map { index, text in
      switch text {
      case .text(let words): return words
      case .chat(let chat): return chat.text
      case .pair:
        throw ExplainerError(
          .badParameter, "'continue' takes no pairs", at: ["text \(index)"],
          expected: "a string or {\"text\": …}")
      }
    }
    let inputs = try texts.inputs(
      for: model, reserving: options.maximumNewTokens - 1, areNumbered: isMany, truncates: truncates,
      reporter: channel.reporter)
    let batches = try TextBatches(
      inputs, adding: options.maximumNewTokens - 1, limit: isMany ? batchTokens : .max,
      isWhole: edits.speakOfTexts ? "the edits speak" : nil)
    for range in batches.ranges {
      try checkMemory(for: inputs[range], model)
      // (Of one batch that is what comes first anyway.)
      if batches.ranges.count > 1 {
        try locating(range, of: inputs) { try model.check(request(inputs[range])) }
      }
    }
    for range in batches.ranges { try answer(range, inputs, words, model, channel) }
  }

  private func answer(
    _ range: Range<Int>, _ inputs: [ModelInput], _ words: [String], _ model: TransformerModel,
    _ channel: ModelReaderChannel
  ) throws {
    if range.count < inputs.count {
      channel.reporter.progress(
        Double(range.lowerBound) / Double(inputs.count), "\(range.lowerBound) of \(inputs.count) texts")
    }
    try channel.reporter.checkCancellation()
    let generations = try locating(range, of: inputs) { try model.generate(request(inputs[range])) }
    for (text, generation) in zip(range, generations) {
      let answer = try ContinuedAnswer(words[text], generation, model)
      channel.writeLine(isJSON ? answer.json.text(pretty: !isMany) : answer.text)
    }
  }

  private func request(_ inputs: ArraySlice<ModelInput>) -> GenerationRequest {
    GenerationRequest(inputs: Array(inputs), options: options, edits: edits, tensors: tensors)
  }

  /// Does `work` over some of the texts, whose errors say which; a request counts its own, from 0.
  private func locating<Result>(
    _ range: Range<Int>, of inputs: [ModelInput], _ work: () throws -> Result
  ) throws -> Result {
    do { return try work() } catch {
      guard range.count < inputs.count else { throw error }
      throw ExplainerError.wrapping(error).located(
        in: range.count == 1
          ? "text \(range.lowerBound)" : "texts \(range.lowerBound) to \(range.upperBound - 1)")
    }
  }

  /// Refuses what could not be held, before anything is read.
  private func checkMemory(
    for inputs: ArraySlice<ModelInput>, _ model: TransformerModel
  ) throws(ExplainerError) {
    let needed = model.cacheByteCount(of: inputs, options)
    guard memory > 0, needed > memory else { return }
    throw ExplainerError(
      .limitReached, "what is read while texts are continued takes more memory than may be used",
      at: [model.info.id], expected: "at most \(ByteCount.text(memory))",
      found: "\(ByteCount.text(needed)) of keys and values",
      remedy: inputs.count > 1
        ? "Let fewer --batch-tokens go together, add fewer tokens, or allow more with --memory SIZE"
        : "Add fewer tokens, or allow more with --memory SIZE")
  }
}
