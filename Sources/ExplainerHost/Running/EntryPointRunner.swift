import CWorkerSystem
public import Checkpoints
public import Diagnostics
public import ExplainerCore
import JSON
public import PluginHost
public import PluginRegistry
public import Sandbox

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
    /// A stage of the work took this many seconds: `map`, `tokenizer`, `load plugin`, `run plugin`, and inside the
    /// last `forward` (one pass over a whole input), `decode` (one token more behind a cache) and `head`.
    ///
    /// The `forward`s of a call are its passes; none is heard where another call's pass was remembered.
    case stage(String, Double)
  }

  let installation: Installation
  private let walls: Walls
  let pool: WorkerPool?
  /// The libraries of the plugins built with the program, which share workers.
  private let ownLibraries: [String]
  private let told = ToldWarnings()
  /// What is known of libraries' contents.
  private let digests: FileDigests

  /// A runner for this installation.
  public init(_ installation: Installation) { self.init(installation, walls: .offered()) }

  /// A runner on a machine with these walls, that takes workers from `pool` where it has one.
  init(_ installation: Installation, walls: Walls) {
    self.installation = installation
    self.walls = walls
    pool = nil
    ownLibraries = []
    digests = FileDigests(memory: installation.libraryMemory)
  }

  /// A runner that keeps workers warm between calls, for those who make many: a session, a chain.
  ///
  /// Calls of the program's own plugins on one model go to one worker, where they share forward passes; each other
  /// library has a worker of its own. Workers end with the last copy of the runner.
  ///
  /// - Parameters:
  ///   - count: how many idle workers are kept.
  ///   - memory: how much private memory they may hold together, in bytes; `MemoryShare.idleWorkers` otherwise.
  ///   - registry: the registry of `installation`, where it has been read already.
  /// - Throws: as reading the registry does.
  package init(
    _ installation: Installation, keeping count: Int, memory: Int? = nil, registry: Registry? = nil
  ) throws(ExplainerError) {
    self.installation = installation
    walls = .offered()
    digests = FileDigests(memory: installation.libraryMemory)
    pool = WorkerPool(
      most: count, memory: memory ?? MemoryShare.idleWorkers.bytes(of: worker_available_memory()))
    let known: Registry
    if let registry { known = registry } else { known = try Registry(installation) }
    ownLibraries = known.entries.filter { $0.registryPath == installation.builtInRegistry }.map(\.libraryPath)
  }

  /// Runs `target` on `model`.
  ///
  /// - Parameters:
  ///   - target: the entry point.
  ///   - model: where the model lies.
  ///   - request: texts and parameters, checked against the entry point.
  ///   - limits: what the call may use.
  ///   - wantsTensors: whether the document gets the tensors; they may be large.
  ///   - inProcess: runs the plugin in this process, for debuggers; a crash of the plugin is then one of the program.
  ///   - sharing: patterns of the sites that calls to come look at on the same texts (`EntryPoint.sites`); a worker that
  ///     is kept captures them along, and those calls then need no pass. What fits no site is passed over.
  ///   - cancellation: what stops the call; nil stops it where the program is interrupted.
  ///   - observe: called with everything that happens meanwhile.
  /// - Throws: what the plugin reports, `pluginUnavailable` where it cannot be loaded, `pluginFault` where it crashes
  ///   or answers rubbish, `limitReached`, `cancelled`.
  public func run(
    _ target: RegisteredEntryPoint, on model: ModelLocation, request: ExplanationRequest, limits: Limits,
    wantsTensors: Bool = true, inProcess: Bool = false, sharing: [String] = [],
    cancellation: Cancellation? = nil,
    observe: @escaping @Sendable (Event) -> Void
  ) throws(ExplainerError) -> ExplanationDocument {
    try run(
      target, on: model, request: request, limits: limits, wantsTensors: wantsTensors, inProcess: inProcess,
      sharing: sharing, cancellation: cancellation, recorder: nil, observe: observe)
  }

  /// The same, which also takes down the answer for `replay`.
  package func run(
    _ target: RegisteredEntryPoint, on model: ModelLocation, request: ExplanationRequest, limits: Limits,
    wantsTensors: Bool, inProcess: Bool = false, sharing: [String], cancellation: Cancellation?,
    recorder: RunRecorder?, observe: @escaping @Sendable (Event) -> Void
  ) throws(ExplainerError) -> ExplanationDocument {
    if cancellation?.isMade == true { throw ExplainerError(.cancelled, "interrupted") }
    try target.entryPoint.checkCount(ofTexts: request.texts.count)
    try request.checkLengths()
    // Before it is looked at: what changes after that is then noticed by the worker.
    var files: [LentFile] = []
    for file in target.plugin.dataFiles { files.append(try LentFile(file, of: target.plugin)) }
    try LibraryCheck.check(target.plugin, writers: installation.trustedWriters, digests: digests)
    var policy = SandboxPolicy(ofCall: limits)
    let isOwn = target.plugin.registryPath == installation.builtInRegistry
    let task = WorkerTask.run(
      RunRequest(
        model: model, plugin: PluginBinding(target.plugin), entryPoint: target.entryPoint.name,
        request: EncodedRequest(request), files: files + request.files, chats: request.chats,
        wantsTensors: wantsTensors,
        sharing: inProcess || limits.isTrusted
          ? nil
          : pool.map { pool in
            RunRequest.Sharing(
              sites: sharing, memory: pool.passMemory(limit: policy.memoryLimit),
              libraries: isOwn ? ownLibraries : [])
          }))
    // Of a worker that serves many calls only the clock of each counts.
    if pool != nil { policy.processorSeconds = 0 }
    if !inProcess, !limits.isTrusted, !isOwn, let warning = walls.warning(of: target.plugin.descriptor.name) {
      observe(.log(.warning, warning))
    }
    let feedback = BoundedFeedback(observe)
    defer { feedback.finish() }
    // (What is asked of the plugin is asked of its answer.)
    let answer = DocumentAssembly(
      feedback, told: told, wantsTensors: wantsTensors,
      memory: min(limits.memory ?? OutputLimits.values, OutputLimits.values))
    if inProcess {
      var runner = TaskRunner()
      runner.run(task) { answer.receive($0) }
    } else {
      let client = WorkerClient(
        executable: installation.executable, environment: installation.environment, limits: limits,
        pool: pool, cancellation: cancellation,
        receive: { message in
          if answer.receive(message) { recorder?.receive(message) }
        },
        echo: { feedback.receive(.printed($0)) })
      do { try client.run(task, within: policy) } catch {
        guard error.code == .outOfMemory, error.remedy == nil else {
          throw naming(whatFits: answer.model, error, of: target)
        }
        var error = error
        let bound = policy.memoryBound
        error.remedy = "the limit is \(bound.words); \(bound.remedy)"
        throw error
      }
    }
    do { return try answer.document(of: target, request: request) } catch {
      throw naming(whatFits: answer.model, error, of: target)
    }
  }

  /// `error`, with what else can be asked of `model` where `target` cannot for want of a head.
  private func naming(
    whatFits model: ModelInfo?, _ error: ExplainerError, of target: RegisteredEntryPoint
  ) -> ExplainerError {
    guard let model, error.code == .unsupported,
      !target.entryPoint.needs.allSatisfy(model.outputHeads.contains),
      let registry = try? Registry(installation)
    else { return error }
    let fitting = registry.entryPoints.map(\.entryPoint).filter { $0.fits(model) }.map(\.name)
    guard !fitting.isEmpty else { return error }
    var error = error
    error.remedy = "what fits this model: \(fitting.joined(separator: ", "))"
    return error
  }
}
