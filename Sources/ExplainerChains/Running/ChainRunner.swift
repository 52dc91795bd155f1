package import Diagnostics
public import ExplainerCore
package import ExplainerHost
import Files
import JSON
package import PluginRegistry
import Sandbox
import Synchronization

/// Runs a script that has been checked: point by point, step by step, each answer kept so that a killed chain can go on.
public final class ChainRunner {
  /// Writes documents and figures in the forms that need drawing.
  public struct Rendering {
    /// A document as a page, a drawing or a text.
    public var document: (ExplanationDocument, ChainFormat) -> [UInt8]
    /// Figures of the whole study under a title.
    public var figures: (String, [Figure], ChainFormat) -> [UInt8]

    /// Rendering by these functions.
    public init(
      document: @escaping (ExplanationDocument, ChainFormat) -> [UInt8],
      figures: @escaping (String, [Figure], ChainFormat) -> [UInt8]
    ) {
      self.document = document
      self.figures = figures
    }
  }

  /// How a chain is run.
  package struct Options {
    /// Where answers are kept; nil keeps none.
    package var store: ResultStore?
    /// Whether answers of earlier programs are used.
    package var resumes = false
    /// Digests of files.
    package var digests = FileDigests(memory: nil)

    /// Nothing kept, nothing used.
    package init() {}
  }

  let plan: ChainPlan
  let rendering: Rendering
  let observe: (ChainEvent) -> Void
  private let calls: StepRuns
  private let watch: InterruptWatch
  var summary = ChainSummary()
  var collectors: [Collector]
  private var number = 0

  /// A runner of `plan` with the workers of `runner`.
  ///
  /// - Throws: where the program's own files cannot be read.
  package init(
    _ plan: ChainPlan, _ runner: EntryPointRunner, _ installation: Installation, options: Options,
    rendering: Rendering, observe: @escaping (ChainEvent) -> Void
  ) throws(ExplainerError) {
    self.plan = plan
    self.rendering = rendering
    self.observe = observe
    watch = try InterruptWatch()
    calls = try StepRuns(
      plan, runner, executable: installation.executable, cancellation: watch.cancellation, options: options)
    collectors = plan.script.collections.map(Collector.init)
    summary.points = plan.points.count
  }

  /// Runs everything.
  ///
  /// - Returns: what was collected, and what is missing. Failures are part of the summary.
  public func run() -> (summary: ChainSummary, collected: [CollectedData]) {
    do throws(ExplainerError) {
      for point in plan.points {
        try run(point)
        summary.finishedPoints += 1
      }
      try writeCollections()
    } catch { summary.stop = error }
    calls.finish()
    if let failure = calls.keepingFailure { observe(.warning("results are not kept: \(failure)")) }
    return (summary, collectors.map(\.data))
  }

  /// The digest of a model of the plan, where its files can be read.
  public func digest(ofModel name: String) -> String? {
    plan.models[name].flatMap { try? calls.keys.digest(of: $0.location) }
  }

  // MARK: - One point

  private func run(_ point: ChainPoint) throws(ExplainerError) {
    var scope = point.scope
    for planned in plan.steps {
      scope[planned.step.id] = try run(planned, point, scope)
    }
    for index in collectors.indices {
      do throws(ValueTemplate.Failure) {
        try collectors[index].add(scope)
      } catch {
        if error.error.missing == nil { throw located(error, in: point) }
        collectors[index].leaveOut()
      }
    }
  }

  /// Runs a step at a point, once or for each element of its list; what other steps then know of it.
  private func run(_ planned: PlannedStep, _ point: ChainPoint, _ scope: Scope) throws(ExplainerError)
    -> Scope.Meaning
  {
    let step = planned.step
    guard let each = step.each else { return try once(planned, point, scope, element: nil) }
    let elements: [JSONValue]
    do throws(ExpressionError) {
      guard let list = try each.expression.value(in: scope).array else {
        throw ExpressionError("'each' is not a list")
      }
      elements = list
    } catch {
      return try end(
        planned, point, scope, element: nil, failure(error, at: each.path, point), cause: error.missing)
    }
    var results: [JSONValue] = []
    for (index, element) in elements.enumerated() {
      let inner = scope.with("each", element).with("each_index", .integer(index))
      guard case .value(let value) = try once(planned, point, inner, element: index) else {
        results.append(.null)
        continue
      }
      results.append(value)
    }
    return .value(.array(results))
  }

  private func once(
    _ planned: PlannedStep, _ point: ChainPoint, _ scope: Scope, element: Int?
  ) throws(ExplainerError) -> Scope.Meaning {
    if watch.isInterrupted { throw ExplainerError(.cancelled, "interrupted") }
    number += 1
    observe(.began(step: planned.step.id, point: point, number: number, total: max(plan.runs, number)))
    let answer: StepRuns.Outcome
    do {
      guard let call = try call(planned, point, scope) else {
        return try end(planned, point, scope, element: element, .skipped("its condition does not hold"))
      }
      answer = try calls.answer(call) { [observe] in observe(.feedback($0)) }
    } catch let error as ValueTemplate.Failure {
      return try end(
        planned, point, scope, element: element, failure(error.error, at: error.path, point),
        cause: error.error.missing)
    } catch {
      let error = ExplainerError.wrapping(error)
      if error.code == .cancelled { throw error }
      return try end(planned, point, scope, element: element, .failed(error))
    }
    summary.passes += answer.passes
    if answer.wasKept { summary.kept += 1 }
    try write(answer.document, planned.step, scope)
    return try end(
      planned, point, scope, element: element, .explained(answer.document), wasKept: answer.wasKept)
  }

  /// The call of a step, or nil where its condition does not hold.
  private func call(_ planned: PlannedStep, _ point: ChainPoint, _ scope: Scope) throws -> StepRuns.Run? {
    if let condition = planned.step.condition {
      do throws(ExpressionError) {
        guard try condition.expression.truth(in: scope) else { return nil }
      } catch { throw ValueTemplate.Failure(error: error, path: condition.path) }
    }
    return try calls.call(planned, point, scope)
  }

  /// Notes how a run ended; throws where the chain is not to go on.
  ///
  /// - Parameter cause: what was missing, where that is why the step was skipped.
  private func end(
    _ planned: PlannedStep, _ point: ChainPoint, _ scope: Scope, element: Int?, _ result: StepOutcome.Result,
    wasKept: Bool = false, cause: MissingResult? = nil
  ) throws(ExplainerError) -> Scope.Meaning {
    let step = planned.step
    let title = step.title.flatMap { try? $0.template.text(in: scope) }
    let outcome = StepOutcome(
      step: step.id, title: title, point: point, element: element, isReported: step.isReported, result: result
    )
    observe(.ended(outcome, wasKept: wasKept))
    switch result {
    case .explained(let document):
      summary.explained += 1
      return .value(plan.referenced.contains(step.id) ? document.json() : .null)
    case .skipped(let reason):
      summary.skipped += 1
      return .missing(
        .init(step: step.id, reason: "was left out: \(reason)", isFailure: cause?.isFailure ?? false))
    case .failed(let error):
      summary.failed += 1
      if summary.failures.count < 100 { summary.failures.append((outcome.label, error)) }
      if step.errorChoice ?? plan.script.errorChoice == .stop { throw error.located(in: outcome.label) }
      return .missing(.init(step: step.id, reason: "failed", isFailure: true))
    }
  }

  // MARK: - Errors of expressions

  private func failure(_ error: ExpressionError, at path: [String], _ point: ChainPoint) -> StepOutcome.Result
  {
    error.missing == nil
      ? .failed(located(.init(error: error, path: path), in: point)) : .skipped(error.message)
  }

  private func located(_ failure: ValueTemplate.Failure, in point: ChainPoint) -> ExplainerError {
    ExplainerError(
      .badData, failure.error.message, at: [plan.script.source.location(of: failure.path)],
      remedy: failure.error.remedy)
  }
}
