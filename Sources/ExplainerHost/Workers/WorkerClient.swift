import PluginRegistry
import CWorkerSystem
import Diagnostics
import ExplainerCore
import Files
import Glibc
import JSON
import PluginHost
import Sandbox

/// The front process's side: has a worker do one task, listens to it, and holds it to its limits.
struct WorkerClient {
  let executable: String
  let environment: [String: String]
  let limits: Limits
  /// Keeps workers for further calls; nil starts one for each.
  var pool: WorkerPool?
  /// What stops the worker; nil stops it where the program is interrupted.
  var cancellation: Cancellation?
  /// Gets every message of the worker as it comes.
  let receive: (WorkerMessage) -> Void
  /// Gets what the plugin prints.
  let echo: ([UInt8]) -> Void

  /// Has `task` done by a worker: one that is kept warm for the like, where there is one, else a new one.
  ///
  /// - Throws: what the worker reports, or how it died: `pluginFault` for a crash, `limitReached` for a limit,
  ///   `cancelled` for an interrupt.
  func run(_ task: WorkerTask, within policy: SandboxPolicy) throws(ExplainerError) {
    try watchingInterrupts { interrupts throws(ExplainerError) in try run(task, policy, interrupts) }
  }

  private func run(
    _ task: WorkerTask, _ policy: SandboxPolicy, _ interrupts: Cancellation
  ) throws(ExplainerError) {
    signal(SIGPIPE, SIG_IGN)
    // Before the worker loads anything: what changes meanwhile must not be taken for what it has loaded.
    let purpose = pool == nil ? nil : WorkerPool.Purpose(task, policy)
    let worker: WorkerConnection
    if let purpose, let warm = pool?.take(purpose) {
      worker = warm
    } else {
      worker = try WorkerConnection(executable: executable, environment: environment, policy: policy)
    }
    worker.send(
      task,
      readable: ReadablePlaces(
        libraries: task.files, models: task.modelFolders, executable: executable, environment: environment
      ).paths)
    let failure = try listen(to: worker, task.subject, policy, interrupts)
    if let pool, let purpose { pool.keep(worker, for: purpose) } else { worker.dismiss() }
    if let failure { throw failure }
  }

  /// Does `work` in a copy of this process, behind the walls of a worker: `work` gets what sends a message here.
  ///
  /// A copy begins in a fraction of a millisecond, where a worker takes several. For programs of one thread only: what
  /// another thread has locked stays locked in a copy.
  ///
  /// - Parameters:
  ///   - models: the folders of the models it reads.
  ///   - files: what else it reads.
  /// - Throws: as `run`, and what `work` throws.
  func run(
    _ subject: WorkerSubject, readingModels models: [String], files: [String], within policy: SandboxPolicy,
    _ work: (@escaping @Sendable (WorkerMessage) -> Void) throws -> Void
  ) throws(ExplainerError) {
    try watchingInterrupts { interrupts throws(ExplainerError) in
      let copy = try WorkerConnection(copyingThisProcess: policy) {
        ReadablePlaces(ofCopyReading: models, files: files, environment: environment).paths
      } doing: {
        try work($0)
      }
      let failure = try listen(to: copy, subject, policy, interrupts)
      copy.dismiss()
      if let failure { throw failure }
    }
  }

  /// Does `work` with what stops it: the cancellation, or the user's interrupt.
  private func watchingInterrupts(
    _ work: (Cancellation) throws(ExplainerError) -> Void
  ) throws(ExplainerError) {
    if let cancellation { return try work(cancellation) }
    let interrupts = try Cancellation()
    _ = worker_watch_interrupts(interrupts.writingEnd)
    defer { _ = worker_watch_interrupts(-1) }
    try work(interrupts)
  }

  /// Listens until the worker is done.
  ///
  /// - Returns: the failure it reported, if it did.
  /// - Throws: where it was stopped, or died.
  private func listen(
    to worker: WorkerConnection, _ subject: WorkerSubject, _ policy: SandboxPolicy, _ interrupts: Cancellation
  ) throws(ExplainerError) -> ExplainerError? {
    let deadline = limits.seconds.map { ContinuousClock.now + .seconds($0) }
    var printed = PrintedTail()
    var failure: ExplainerError?
    var isDone = false
    var early: WorkerEnding?
    var lastLook = ContinuousClock.now
    while !isDone {
      let wait = deadline.map { max(0, ($0 - ContinuousClock.now).seconds * 1000) } ?? .infinity
      let ready = Poll.wait(
        [worker.result, interrupts.signal, worker.output], milliseconds: min(wait, Self.watch))
      if ready[1] { throw ExplainerError(.cancelled, "interrupted") }
      if ready[2] {
        if let bytes = worker.output.read() {
          printed.append(bytes)
          echo(bytes)
        } else {
          // Closed by the plugin: an ended pipe would keep every wait from waiting.
          worker.output.close()
        }
      }
      if ready[0] {
        guard let messages = try worker.reader.read(from: worker.result) else { break }
        for message in messages {
          switch message {
          case .failure(let error): failure = Self.believable(error, subject)
          case .done: isDone = true
          default: receive(message)
          }
        }
      } else if worker.hasEnded {
        // It may have answered between the wait and this look at it.
        if !worker.result.isReadable { break }
      } else if worker.hasStopped {
        early = .stopped
        break
      }
      if !isDone, ContinuousClock.now - lastLook >= .milliseconds(Self.watch) {
        lastLook = .now
        if let excess = policy.excess(of: worker.use) {
          worker.kill()
          early = .exceeded(excess)
          break
        }
      }
      if let deadline, ContinuousClock.now >= deadline, !isDone {
        worker.kill()
        throw ExplainerError(
          .limitReached,
          "\(subject.name) ran longer than \(Self.text(limits.seconds ?? 0)) seconds and was stopped",
          remedy: "allow more with --timeout SECONDS")
      }
    }
    // No more than a pipe holds: what the plugin has started, where it may, may print for ever.
    for _ in 0..<64 where worker.output.isReadable {
      guard let bytes = worker.output.read() else { break }
      printed.append(bytes)
      echo(bytes)
    }
    guard isDone else {
      if let failure { throw failure }
      throw WorkerDeath(early ?? worker.waitForEnd(), of: subject, policy, printed: printed.text).error
    }
    return failure
  }

  /// `error`, but that of an interruption which is none: the user's comes through here and not from a worker.
  private static func believable(_ error: ExplainerError, _ subject: WorkerSubject) -> ExplainerError {
    guard error.code == .cancelled else { return error }
    return ExplainerError(
      subject.fault, "ended as if it had been interrupted, and nobody did", at: [subject.label],
      found: error.message)
  }

  /// How often a worker is looked at, in milliseconds: a page costs it a microsecond or two, so that until then it gets past
  /// its memory by 100 MiB or so.
  private static let watch = 50.0

  private static func text(_ seconds: Double) -> String {
    Int(exactly: seconds)?.description ?? seconds.description
  }
}
