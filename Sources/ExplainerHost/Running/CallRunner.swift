import Diagnostics
import ExplainerCore
import TransformerModels

/// Loads the model and the plugin of a job, runs it and tells what happens message by message.
///
/// The same in a worker and, for debugging, in the front process.
enum CallRunner {
  /// Runs `job` to the end; never throws: a failure is a message.
  static func run(_ job: WorkerJob, send: @escaping @Sendable (WorkerMessage) -> Void) {
    do {
      var watch = StageWatch(send)
      let library = try PluginLibrary(job.plugin)
      watch.finish("load plugin")
      let model = try ModelLoader.load(job.model) { send(.stage($0, $1)) }
      watch.restart()
      send(.model(model.info))
      try check(job, fits: model.info)
      // The model lives until everything is said: taking down the mapping of a large one takes longer than saying it.
      try withExtendedLifetime(model) {
        let answer = try library.run(
          job.entryPoint, job.request, model: model, reporter: SendingReporter(send: send))
        watch.finish("run plugin")
        if job.wantsTensors { answer.tensors.forEach { send(.tensor($0)) } }
        send(.explanation(answer.explanation))
        send(.done)
      }
    } catch {
      send(.failure(.wrapping(error)))
      send(.done)
    }
  }

  private static func check(_ job: WorkerJob, fits info: ModelInfo) throws(ExplainerError) {
    guard let entryPoint = job.plugin.descriptor.entryPoints.first(where: { $0.name == job.entryPoint })
    else {
      throw ExplainerError(
        .internalFault, "plugin '\(job.plugin.descriptor.name)' has no '\(job.entryPoint)'")
    }
    guard entryPoint.fits.isEmpty || entryPoint.fits.contains(info.kind) else {
      let kinds = entryPoint.fits.map(\.rawValue).joined(separator: " or ")
      throw ExplainerError(
        .unsupported, "\(entryPoint.name) does not fit \(info.id), a \(info.kind.rawValue) model",
        expected: "a \(kinds) model")
    }
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

/// Hands progress and log lines on as messages.
private struct SendingReporter: Reporter {
  let send: @Sendable (WorkerMessage) -> Void

  func progress(_ fraction: Double?, _ note: String) { send(.progress(fraction, note)) }
  func log(_ level: LogLevel, _ message: String) { send(.log(level, message)) }
  /// An interrupted worker is killed, so nobody has to ask.
  var isCancelled: Bool { false }
}
