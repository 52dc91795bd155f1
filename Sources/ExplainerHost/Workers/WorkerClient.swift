import PluginRegistry
import CWorkerSystem
import Diagnostics
import ExplainerCore
import Files
import Glibc
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
        libraries: task.files, models: task.modelFolders, files: task.lentFiles.map(\.path),
        executable: executable, environment: environment
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
}
