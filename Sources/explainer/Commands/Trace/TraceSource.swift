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
  let batches: TraceBatches
  private let job: TraceJob
  private let reporter: any Reporter
  private var origins: [Origin] = []
  private(set) var layout = TensorLayout([])
  /// The bytes of what the largest pass leaves.
  private(set) var mostBytes = 0
  /// Of the texts that have been passed.
  private(set) var objectiveValues: [Double] = []
  private var current: (texts: Range<Int>, result: PassResult)?
  private var next = 0
  private var told: Set<String> = []

  init(job: TraceJob, model: TransformerModel, batches: TraceBatches, reporter: any Reporter) {
    self.job = job
    self.model = model
    self.batches = batches
    self.reporter = reporter
  }

  /// Finds out what the file is going to hold.
  ///
  /// - Throws: as a pass does for texts and sites it cannot take.
  func plan() throws(ExplainerError) {
    var entries: [(name: String, shape: [Int])] = []
    for range in batches.ranges {
      var bytes = 0
      for text in range {
        do throws(ExplainerError) {
          for (site, shape) in try model.shapes(of: job.sites, over: batches.inputs[text]) {
            entries.append((name(site.name, of: text), shape))
            origins.append(.value(text: text, site: site))
            bytes += 4 * shape.reduce(1, *)
          }
          for (site, shape) in try model.shapes(
            of: job.gradientsAt, over: batches.inputs[text], asGradients: true)
          {
            let name = job.sites.isEmpty ? site.name : "gradient.\(site.name)"
            entries.append((self.name(name, of: text), shape))
            origins.append(.gradient(text: text, site: site))
            bytes += 4 * shape.reduce(1, *)
          }
        } catch { throw job.isMany && error.code == .badText ? error.located(in: "text \(text)") : error }
      }
      mostBytes = max(mostBytes, bytes)
    }
    if job.isMany, job.objective != nil {
      entries.append((Self.objectiveName, [batches.inputs.count]))
      origins.append(.objective)
    }
    layout = TensorLayout(entries)
  }

  private func name(_ name: String, of text: Int) -> String { job.isMany ? "\(text)/\(name)" : name }

  /// The tensor at a place of the layout; a pass is made where its text has not been passed yet.
  func tensor(at index: Int) throws -> Tensor {
    switch origins[index] {
    case .objective: return Tensor(shape: [objectiveValues.count], values: objectiveValues.map { Float($0) })
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
    let request = PassRequest(
      inputs: Array(batches.inputs[range]), capture: job.sites, edits: job.edits, objective: job.objective,
      gradientsAt: job.gradientsAt, tensors: job.tensors)
    let result: PassResult
    do { result = try model.pass(request) } catch {
      guard batches.ranges.count > 1 else { throw error }
      // The pass counts its own texts, from 0.
      throw ExplainerError.wrapping(error).located(
        in: range.count == 1
          ? "text \(range.lowerBound)" : "the pass over texts \(range.lowerBound) to \(range.upperBound - 1)")
    }
    objectiveValues += result.objectiveValues
    for note in result.notes where told.insert(note).inserted { reporter.log(.info, note) }
    current = (range, result)
    return (range, result)
  }
}
