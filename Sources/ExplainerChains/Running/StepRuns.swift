import Diagnostics
import ExplainerCore
import ExplainerHost
import JSON
import PluginHost
import PluginRegistry
import Sandbox
import Synchronization

/// Turns steps into calls, and calls into answers: fresh ones, or those that were kept.
final class StepRuns {
  /// A step at a point, with everything filled in.
  struct Run {
    let target: RegisteredEntryPoint
    let model: PlannedModel
    let request: ExplanationRequest
    let limits: Limits
    let wantsTensors: Bool
    let sharing: [String]
  }

  /// What a call gave.
  struct Outcome {
    let document: ExplanationDocument
    let wasKept: Bool
    /// The forward passes it took.
    let passes: Int
  }

  let keys: ResultKey
  private let plan: ChainPlan
  private let runner: EntryPointRunner
  private let cancellation: Cancellation
  private let options: ChainRunner.Options
  /// What this very chain has kept.
  private var fresh: Set<String> = []

  init(
    _ plan: ChainPlan, _ runner: EntryPointRunner, executable: String, cancellation: Cancellation,
    options: ChainRunner.Options
  ) throws(ExplainerError) {
    self.plan = plan
    self.runner = runner
    self.cancellation = cancellation
    self.options = options
    keys = try ResultKey(executable: executable, digests: options.digests)
  }

  /// Fills in a step.
  ///
  /// - Throws: `ExplainerError` for values that are not legal, `ValueTemplate.Failure` for expressions without a value.
  func call(_ planned: PlannedStep, _ point: ChainPoint, _ scope: Scope) throws -> Run {
    let (step, entryPoint) = (planned.step, planned.target.entryPoint)
    var given = JSONObject()
    for member in step.parameters { given[member.key] = try member.value.value(in: scope) }
    let texts = try step.texts.map { texts in
      try texts.map { text throws(ValueTemplate.Failure) in
        do throws(ExpressionError) { return try text.template.text(in: scope) } catch {
          throw .init(error: error, path: text.path)
        }
      }
    }
    guard let model = plan.model(of: step, at: point) else {
      throw ExplainerError(.internalFault, "the model of step '\(step.id)' is not known")
    }
    return Run(
      target: planned.target, model: model,
      request: try ExplanationRequest(
        asking: entryPoint, texts: texts ?? point.item.texts, given: given, truncates: step.truncates,
        folder: plan.script.source.folder),
      limits: step.limits,
      wantsTensors: step.outputs.contains { $0.format == .safetensors || $0.format == .npz },
      sharing: planned.readsPoint ? plan.sharedSites : entryPoint.sites)
  }

  /// Answers a call.
  ///
  /// - Throws: as a run does, and `badData` where its model was changed since the chain began.
  func answer(
    _ call: Run, observe: @escaping (EntryPointRunner.Event) -> Void
  ) throws(ExplainerError) -> Outcome {
    let key = try keys.key(
      call.target, call.model.location, call.request, wantsTensors: call.wantsTensors)
    if let store = options.store, options.resumes || fresh.contains(key), let record = store.record(of: key),
      let document = try? EntryPointRunner.replay(record, of: call.target, request: call.request)
    {
      return Outcome(document: document, wasKept: true, passes: 0)
    }
    let passes = Mutex(0)
    let recorder = options.store.map { _ in RunRecorder() }
    let events = EventRelay(observe)
    let document = try runner.run(
      call.target, on: call.model.location, request: call.request, limits: call.limits,
      wantsTensors: call.wantsTensors, sharing: call.sharing, cancellation: cancellation, recorder: recorder
    ) { event in
      if case .stage("forward", _) = event { passes.withLock { $0 += 1 } }
      events.pass(event)
    }
    // Whether it read the model that the key names.
    _ = try keys.digest(of: call.model.location)
    if let store = options.store, let recorder {
      store.keep(recorder.record, as: key)
      fresh.insert(key)
    }
    return Outcome(document: document, wasKept: false, passes: passes.withLock { $0 })
  }

  /// Why answers are no longer kept, once one could not be.
  var keepingFailure: ExplainerError? { options.store?.writeFailure }

  /// Tidies up behind the last call.
  func finish() {
    options.digests.save()
    options.store?.prune()
  }
}

/// Hands events on; a call's events come on the thread that waits for it.
///
/// `@unchecked Sendable`: see above.
private final class EventRelay: @unchecked Sendable {
  private let observe: (EntryPointRunner.Event) -> Void

  init(_ observe: @escaping (EntryPointRunner.Event) -> Void) { self.observe = observe }

  func pass(_ event: EntryPointRunner.Event) { observe(event) }
}
