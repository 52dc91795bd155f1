import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import JSON
import Tensors
import TransformerModels

/// What `trace` is asked for, and how the worker does it: pass by pass, each tensor written when its turn has come.
struct TraceJob: Sendable {
  let sites: [SitePattern]
  let gradientsAt: [SitePattern]
  let objective: Objective?
  let edits: [Edit]
  let tensors: [String: Tensor]
  /// Whether the texts are counted in the tensors' names.
  let isMany: Bool
  /// The tokens that go through the model together.
  let batchTokens: Int
  let truncates: Bool
  /// Where the file goes; its ending says what it is.
  let output: String
  /// The bytes that may be used; 0 where nothing says.
  let memory: Int

  /// Does it, and answers with a summary.
  func run(over texts: [GivenText], _ model: any Model, _ channel: ModelReaderChannel) throws {
    guard let model = model as? TransformerModel else {
      throw ExplainerError(.internalFault, "'\(model.info.id)' is no model of the engine")
    }
    for pattern in sites + edits.map(\.pattern) + gradientsAt + (objective?.sites ?? []) {
      if let sentence = try model.meaning(of: pattern).sentence { channel.reporter.log(.info, sentence) }
    }
    let inputs = try inputs(of: texts, model, channel.reporter)
    let batches = try TraceBatches(
      inputs, limit: isMany ? batchTokens : .max, isWhole: subject)
    let source = TraceSource(job: self, model: model, batches: batches, reporter: channel.reporter)
    try source.plan()
    try checkMemory(source)
    // What one text gives is there as a whole before it is written; the objective's value is part of the file's head.
    if !isMany { try source.pass(0) }
    try TensorWriter.emit(
      source.layout, metadata: metadata(inputs, model, source), to: output, { try source.tensor(at: $0) }
    ) { bytes throws(ExplainerError) in channel.write(bytes) }
    channel.answer(.string(summary(inputs, source)))
  }

  /// What speaks of texts by their number, which makes all of them one pass; nil where nothing does.
  private var subject: String? {
    if edits.speakOfTexts { return "the edits speak" }
    return objective?.terms.contains { $0.text != nil } == true ? "the objective speaks" : nil
  }

  private func inputs(
    of texts: [GivenText], _ model: TransformerModel, _ reporter: any Reporter
  ) throws -> [ModelInput] {
    try texts.enumerated().map { index, text in
      do {
        return try input(text, model, isMany ? NumberedReporter(text: index, reporter: reporter) : reporter)
      } catch {
        throw isMany ? ExplainerError.wrapping(error).located(in: "text \(index)") : error
      }
    }
  }

  private func input(
    _ text: GivenText, _ model: TransformerModel, _ reporter: any Reporter
  ) throws -> ModelInput {
    func call(_ texts: String...) -> ExplainerCall {
      ExplainerCall(
        texts: texts, parameters: Parameters([:]), truncates: truncates, model: model, reporter: reporter)
    }
    switch text {
    case .text(let text): return ModelInput(ids: try call(text).tokens().map(\.id))
    case .pair(let first, let second):
      guard model.info.kind == .sequenceToSequence else {
        return try model.tokenize(first, and: second).input
      }
      let call = call(first, second)
      return ModelInput(
        ids: try call.tokens().map(\.id), decoderIDs: try call.tokens(ofText: 1).map(\.id))
    }
  }

  /// Refuses what no pass could hold, before any is made.
  private func checkMemory(_ source: TraceSource) throws(ExplainerError) {
    let needed = source.mostBytes
    guard memory > 0, needed > memory else { return }
    throw ExplainerError(
      .limitReached, "what is asked for takes more memory than may be used", at: [source.model.info.id],
      expected: "at most \(ByteCount.text(memory))", found: "\(ByteCount.text(needed)) in one pass",
      remedy: "Name fewer sites, allow more with --memory SIZE"
        + (source.batches.ranges.count < source.batches.inputs.count
          ? ", or let fewer --batch-tokens go together" : ""))
  }

  private func metadata(
    _ inputs: [ModelInput], _ model: TransformerModel, _ source: TraceSource
  ) -> [(key: String, value: String)] {
    var metadata = [(key: "model", value: model.info.id)]
    for (index, input) in inputs.enumerated() {
      for (name, list) in [
        ("ids", input.ids), ("segments", input.segments), ("decoder_ids", input.decoderIDs),
      ] {
        guard let list else { continue }
        metadata.append((isMany ? "\(name).\(index)" : name, list.map(String.init).joined(separator: " ")))
      }
    }
    if let objective {
      metadata.append(("objective", objective.text))
      if !isMany, let value = source.objectiveValues.first {
        metadata.append(("objective_value", "\(value)"))
      }
    }
    return metadata
  }

  private func summary(_ inputs: [ModelInput], _ source: TraceSource) -> String {
    let tokens = inputs.reduce(0) { $0 + $1.ids.count + ($1.decoderIDs?.count ?? 0) }
    var text = "\(source.layout.entries.count) tensors of "
    text += isMany ? "\(inputs.count) texts, \(tokens) tokens," : "\(tokens) tokens"
    guard let objective, let value = source.objectiveValues.first else { return text }
    if isMany { return text + " the values of \(objective.text) as '\(TraceSource.objectiveName)'," }
    return text + ", \(objective.text) = \(Float(value)),"
  }
}

extension Objective {
  /// The sites that terms name.
  fileprivate var sites: [SitePattern] {
    terms.compactMap { if case .site(let name, _) = $0.target { SitePattern(name) } else { nil } }
  }
}

/// Says of which text a log line is.
private struct NumberedReporter: Reporter {
  let text: Int
  let reporter: any Reporter

  func progress(_ fraction: Double?, _ note: String) { reporter.progress(fraction, note) }
  func log(_ level: LogLevel, _ message: String) { reporter.log(level, "text \(text): \(message)") }
  var isCancelled: Bool { reporter.isCancelled }
}
