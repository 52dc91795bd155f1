import Checkpoints
import Diagnostics
import ExplainerCore
import Tensors
import TransformerModels

/// Gives the tensors of a trace in the order of the file, one pass after the other: no more than what one pass has left is
/// held at a time.
final class TraceSource {
  /// What a tensor of the file is.
  private enum Origin {
    case value(text: Int, site: Site)
    case gradient(text: Int, site: Site)
    /// The objective's values, one a text.
    case objective
  }

  /// What the objective's values are called among the tensors of many texts.
  static let objectiveName = "objective"

  let model: TransformerModel
  let batches: TextBatches
  private let job: TraceJob
  private let reporter: any Reporter
  private var origins: [Origin] = []
  private(set) var layout = TensorLayout([])
  /// Whether what the way back needs is computed again.
  var recomputes: Bool
  /// Of the texts that have been passed.
  private(set) var objectiveValues: [Double] = []
  private var current: (texts: Range<Int>, result: PassResult)?
  private var next = 0
  private var told: Set<String> = []

  init(job: TraceJob, model: TransformerModel, batches: TextBatches, reporter: any Reporter) {
    self.job = job
    self.model = model
    self.batches = batches
    self.reporter = reporter
    recomputes = job.recomputes
  }

  /// Finds out what the file is going to hold.
  ///
  /// - Throws: as a pass does for texts and sites it cannot take.
  func plan() throws(ExplainerError) {
    var entries: [(name: String, shape: [Int])] = []
    for range in batches.ranges {
      for text in range {
        do throws(ExplainerError) {
          for (site, shape) in try model.shapes(of: job.sites, over: batches.inputs[text]) {
            entries.append((name(site.name, of: text), shape))
            origins.append(.value(text: text, site: site))
          }
          for (site, shape) in try model.shapes(
            of: job.gradientsAt, over: batches.inputs[text], asGradients: true)
          {
            let name = job.sites.isEmpty ? site.name : "gradient.\(site.name)"
            entries.append((self.name(name, of: text), shape))
            origins.append(.gradient(text: text, site: site))
          }
        } catch { throw job.isMany && error.code == .badText ? error.located(in: "text \(text)") : error }
      }
    }
    if job.objective != nil, job.isMany || job.gradientsAt.isEmpty {
      entries.append((Self.objectiveName, [batches.inputs.count]))
      origins.append(.objective)
    }
    layout = TensorLayout(entries)
  }

  private func name(_ name: String, of text: Int) -> String { job.isMany ? "\(text)/\(name)" : name }

  /// The tensor at a place of the layout; a pass is made where its text has not been passed yet.
  func tensor(at index: Int) throws -> Tensor {
    switch origins[index] {
    case .objective:
      while objectiveValues.count < batches.inputs.count { _ = try passed(objectiveValues.count) }
      return Tensor(shape: [objectiveValues.count], values: objectiveValues.map { Float($0) })
    case .value(let text, let site):
      let (texts, result) = try passed(text)
      return try result.traces[text - texts.lowerBound].tensor(at: site)
    case .gradient(let text, let site):
      let (texts, result) = try passed(text)
      return try result.gradients[text - texts.lowerBound].tensor(at: site)
    }
  }

  private func passed(_ text: Int) throws -> (Range<Int>, PassResult) {
    if let current, current.texts.contains(text) { return current }
    while !batches.ranges[next].contains(text) { next += 1 }
    return try pass(next)
  }

  /// Makes one of the passes.
  @discardableResult func pass(_ index: Int) throws -> (Range<Int>, PassResult) {
    let range = batches.ranges[index]
    if batches.ranges.count > 1 {
      reporter.progress(
        Double(range.lowerBound) / Double(batches.inputs.count),
        "\(range.lowerBound) of \(batches.inputs.count) texts")
    }
    try reporter.checkCancellation()
    // What the last one left goes before the next needs its room.
    current = nil
    let result = try located(in: range) { try model.pass(request(over: range)) }
    objectiveValues += result.objectiveValues
    for note in result.notes where told.insert(note).inserted { reporter.log(.info, note) }
    current = (range, result)
    return (range, result)
  }

  /// What the pass takes that takes the most.
  ///
  /// - Throws: as the passes, before any is made, for what can be known of them.
  func largest() throws -> PassSize? {
    var largest: PassSize?
    for range in batches.ranges {
      let size = try located(in: range) { try model.size(of: request(over: range)) }
      if size.total > largest?.total ?? 0 { largest = size }
    }
    return largest
  }

  private func request(over range: Range<Int>) -> PassRequest {
    PassRequest(
      inputs: Array(batches.inputs[range]), capture: job.sites, edits: job.edits, objective: job.objective,
      gradientsAt: job.gradientsAt, recomputes: recomputes, tensors: job.tensors)
  }

  /// Does something about one of several passes; a pass counts its own texts, from 0, so that an error says which those
  /// are.
  private func located<Found>(in range: Range<Int>, _ body: () throws -> Found) throws -> Found {
    do { return try body() } catch {
      guard batches.ranges.count > 1 else { throw error }
      throw ExplainerError.wrapping(error).located(
        in: range.count == 1
          ? "text \(range.lowerBound)" : "the pass over texts \(range.lowerBound) to \(range.upperBound - 1)")
    }
  }
}
