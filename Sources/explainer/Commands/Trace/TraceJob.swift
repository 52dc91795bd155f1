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
  /// Whether what the way back needs is computed again, in place of being held.
  let recomputes: Bool
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
    let inputs = try texts.inputs(
      for: model, areNumbered: isMany, truncates: truncates, reporter: channel.reporter)
    let batches = try TextBatches(
      inputs, limit: isMany ? batchTokens : .max, isWhole: subject)
    let source = TraceSource(job: self, model: model, batches: batches, reporter: channel.reporter)
    try source.plan()
    if memory > 0 { try TraceMemory(limit: memory, reporter: channel.reporter).check(source) }
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

  private func metadata(
    _ inputs: [ModelInput], _ model: TransformerModel, _ source: TraceSource
  ) -> [(key: String, value: String)] {
    var metadata = [(key: "model", value: model.info.id)]
    if let adapter = model.info.adapter { metadata.append(("adapter", adapter)) }
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
