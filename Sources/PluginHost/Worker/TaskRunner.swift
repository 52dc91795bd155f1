import CWorkerSystem
import Checkpoints
import Diagnostics
import ExplainerCore
import JSON
import PluginRegistry
import TransformerModels

/// Does what a worker was asked and tells what happens message by message.
///
/// The same in a worker and, for debugging, in the front process. Keeps the model it has loaded last: a worker that is
/// kept warm is asked about the same again, and taking down the mapping of a large one would hold up the answer. With it
/// stay the passes over the last inputs, where calls share them.
package struct TaskRunner {
  private struct Loaded {
    let location: ModelLocation
    let model: any Model
    var passes: ActivationCache?
  }

  private var loaded: Loaded?
  /// The tokenizer that texts were cut with last.
  private var tokenizer: (location: ModelLocation, tokenizer: ModelTokenizer)?
  /// What the process was before a plugin ran in it for the first time.
  private var state: UInt64?

  /// Empty.
  package init() {}

  /// Whether no plugin has left the process other than it was: its descriptors, what signals do, rounding, limits
  /// (`worker_state_digest`).
  package var isUnchanged: Bool { state.map { $0 == worker_state_digest() } ?? true }

  /// Does `task` to the end; never throws: a failure is a message, and the last one says that it is done.
  package mutating func run(_ task: WorkerTask, send: @escaping @Sendable (WorkerMessage) -> Void) {
    do {
      switch task {
      case .run(let call): try run(call, send: send)
      case .describe(let reference):
        let library = try PluginLibrary(reference)
        send(.answer(["descriptor": library.descriptor.json, "abi": .string(library.abi)]))
      case .conform(let trial): send(.answer(try ConformanceWorker.run(trial).json))
      case .bind(let plugin):
        _ = try plugin.load()
        send(.answer(["bound": true]))
      case .tokenize(let location, let text):
        send(.answer(.array(try tokenizer(at: location).tokenize(text).map(\.json))))
      }
    } catch {
      send(.failure(.wrapping(error)))
    }
    send(.done)
  }

  private mutating func run(_ call: RunRequest, send: @escaping @Sendable (WorkerMessage) -> Void) throws {
    var watch = StageWatch(send)
    let library = try call.plugin.load()
    watch.finish("load plugin")
    var model = try model(for: call, of: library, send: send)
    if !call.chats.isEmpty, let reader = loaded?.model as? TransformerModel {
      model = ChatReadingModel(model, reader: reader, chats: call.chats)
    }
    watch.restart()
    send(.model(model.info))
    try check(library, call, fits: loaded?.model ?? model)
    state = state ?? worker_state_digest()
    let answer = try answer(of: library, call, model, send: send)
    watch.finish("run plugin")
    answer.tensors.forEach { send(.tensor($0)) }
    send(.explanation(answer.explanation))
  }

  /// The model of a call, whose passes are remembered where other calls may ask for the same, or where the plugin may
  /// change what flows: its sweeps then go on from what a first pass left.
  private mutating func model(
    for call: RunRequest, of library: any LoadedPlugin, send: @escaping @Sendable (WorkerMessage) -> Void
  ) throws -> any Model {
    var current = try load(call.model, send: send)
    defer { loaded = current }
    let isSweeping = library.requiredExtensions.contains(HostExtensions.pass)
    guard call.sharing != nil || isSweeping else { return current.model }
    current.passes =
      current.passes ?? ActivationCache(current.model, limit: call.sharing?.memory ?? Self.sweepMemory)
    let expected = (call.sharing?.sites ?? []) + (isSweeping ? Self.sweepSites : [])
    return current.passes?.model(expecting: expected.map { SitePattern($0) }) ?? current.model
  }

  /// Where edited passes begin.
  private static let sweepSites = ["layers.*.residual.pre", "decoder.layers.*.residual.pre"]
  /// The bytes of passes that are remembered for a call that shares none: the streams of a long text in a large model.
  private static let sweepMemory = 256 << 20

  /// The model at `location`, which is kept from now on.
  private mutating func load(
    _ location: ModelLocation, send: @escaping @Sendable (WorkerMessage) -> Void
  ) throws -> Loaded {
    if let loaded, loaded.location == location { return loaded }
    loaded = nil
    let new = Loaded(location: location, model: try ModelLoader.load(location) { send(WorkerMessage($0)) })
    loaded = new
    return new
  }

  /// The tokenizer at `location`, which is kept from now on.
  private mutating func tokenizer(at location: ModelLocation) throws(ExplainerError) -> ModelTokenizer {
    if let tokenizer, tokenizer.location == location { return tokenizer.tokenizer }
    tokenizer = nil
    let new = try ModelTokenizer(location)
    tokenizer = (location, new)
    return new
  }

  private func answer(
    of library: any LoadedPlugin, _ call: RunRequest, _ model: any Model,
    send: @escaping @Sendable (WorkerMessage) -> Void
  ) throws -> PluginOutput {
    let reporter = SendingReporter(send: send)
    defer { reporter.finish() }
    return try library.run(call, model: model, reporter: reporter)
  }

  private func check(
    _ library: any LoadedPlugin, _ call: RunRequest, fits model: any Model
  ) throws(ExplainerError) {
    guard let entryPoint = library.entryPoint(named: call.entryPoint) else {
      throw ExplainerError(.internalFault, "\(call.plugin.reference.label) has no '\(call.entryPoint)'")
    }
    let misfit = (model as? TransformerModel)?.misfit(of: entryPoint) ?? entryPoint.misfit(to: model.info)
    if let misfit { throw misfit }
  }
}

/// Tells how long each stage took.
private struct StageWatch {
  private let send: (WorkerMessage) -> Void
  private var last = ContinuousClock.now

  init(_ send: @escaping (WorkerMessage) -> Void) { self.send = send }

  mutating func restart() { last = .now }

  mutating func finish(_ stage: String) {
    let now = ContinuousClock.now
    send(.stage(stage, (now - last).seconds))
    last = now
  }
}
