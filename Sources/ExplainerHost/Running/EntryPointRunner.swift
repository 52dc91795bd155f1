import CWorkerSystem
public import Checkpoints
public import Diagnostics
public import ExplainerCore
import JSON

/// Runs entry points for the command: checks the library, starts a worker, reads what it answers.
public struct EntryPointRunner: Sendable {
  /// What happens while a call runs.
  public enum Event: Sendable {
    /// The plugin's progress: a share of 1, or nil where unknown, and a note.
    case progress(Double?, String)
    /// A log line of plugin or host.
    case log(LogLevel, String)
    /// Bytes the plugin printed.
    case printed([UInt8])
    /// A stage of the work took this many seconds.
    case stage(String, Double)
  }

  private let installation: Installation
  private let walls: Walls
  private let pool: WorkerPool?

  /// A runner for this installation.
  public init(_ installation: Installation) { self.init(installation, walls: .offered()) }

  /// A runner on a machine with these walls, that takes workers from `pool` where it has one.
  init(_ installation: Installation, walls: Walls, pool: WorkerPool? = nil) {
    self.installation = installation
    self.walls = walls
    self.pool = pool
  }

  /// Runs `target` on `model`.
  ///
  /// - Parameters:
  ///   - request: texts and parameters, checked against the entry point.
  ///   - wantsTensors: whether the document gets the tensors; they may be large.
  ///   - inProcess: runs the plugin in this process, for debuggers; a crash of the plugin is then one of the program.
  ///   - cancellation: what stops the call; nil stops it where the program is interrupted.
  ///   - observe: called with everything that happens meanwhile.
  /// - Throws: what the plugin reports, `pluginUnavailable` where it cannot be loaded, `pluginFault` where it crashes
  ///   or answers rubbish, `limitReached`, `cancelled`.
  public func run(
    _ target: RegisteredEntryPoint, on model: ModelLocation, request: ExplanationRequest, limits: Limits,
    wantsTensors: Bool = true, inProcess: Bool = false, cancellation: Cancellation? = nil,
    observe: @escaping @Sendable (Event) -> Void
  ) throws(ExplainerError) -> ExplanationDocument {
    if cancellation?.isMade == true { throw ExplainerError(.cancelled, "interrupted") }
    try target.entryPoint.checkCount(ofTexts: request.texts.count)
    try LibraryCheck.check(target.plugin)
    let available = Int(clamping: worker_available_memory())
    let task = WorkerTask.run(
      PluginCall(
        model: model, plugin: target.plugin, entryPoint: target.entryPoint.name, request: request,
        wantsTensors: wantsTensors))
    var bounds = Confinement(limits, memory: available / 10 * 9)
    // Of a worker that serves many calls only the clock of each counts.
    if pool != nil { bounds.processorSeconds = 0 }
    if !inProcess, !limits.isTrusted, target.plugin.registryPath != installation.builtInRegistry,
      let warning = walls.warning(of: target.plugin.descriptor.name)
    {
      observe(.log(.warning, warning))
    }
    let feedback = BoundedFeedback(observe)
    defer { feedback.finish() }
    let answer = WorkerAnswer(feedback)
    if inProcess {
      var runner = TaskRunner()
      runner.run(task) { answer.receive($0) }
    } else {
      let client = WorkerClient(
        executable: installation.executable, environment: installation.environment, limits: limits,
        pool: pool, cancellation: cancellation, receive: { answer.receive($0) },
        echo: { feedback.receive(.printed($0)) })
      do { try client.run(task, within: bounds) } catch
        where error.code == .outOfMemory && error.remedy == nil
      {
        var error = error
        error.remedy =
          "the limit is \(ByteCount.text(bounds.memoryLimit)); allow more with --memory SIZE"
        throw error
      }
    }
    return try answer.document(of: target, request: request)
  }
}
