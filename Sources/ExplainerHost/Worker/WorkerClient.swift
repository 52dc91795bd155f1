import CWorkerSystem
import Diagnostics
import ExplainerCore
import Files
import Glibc
import JSON

/// The front process's side: starts a worker for one job, listens to it, and holds it to its limits.
struct WorkerClient {
  let executable: String
  let environment: [String: String]
  let limits: Limits
  /// What stops the worker; nil stops it where the program is interrupted.
  var cancellation: Cancellation?
  /// Gets every message of the worker as it comes.
  let receive: (WorkerMessage) -> Void
  /// Gets what the plugin prints.
  let echo: ([UInt8]) -> Void

  /// Runs `job` in a worker of its own.
  ///
  /// - Throws: what the worker reports, or how it died: `pluginFault` for a crash, `limitReached` for a limit,
  ///   `cancelled` for an interrupt.
  func run(_ job: WorkerJob) throws(ExplainerError) {
    var job = job
    let scratch = try ScratchFolder(environment)
    job.confinement.scratch = scratch.path
    let input = try Pipe(), output = try Pipe(), result = try Pipe()
    let interrupts: Cancellation
    if let cancellation { interrupts = cancellation } else { interrupts = try Cancellation() }
    if cancellation == nil { _ = worker_watch_interrupts(interrupts.writingEnd) }
    defer { if cancellation == nil { _ = worker_watch_interrupts(-1) } }
    signal(SIGPIPE, SIG_IGN)
    var process: WorkerProcess
    do {
      process = try spawn(
        input: input.readEnd, output: output.writeEnd, result: result.writeEnd,
        variables: WorkerEnvironment.make(
          from: environment, scratch: scratch.path, isTrusted: job.confinement.isTrusted))
    } catch {
      scratch.remove()
      throw error
    }
    defer {
      process.kill()
      if !scratch.removeIfEmpty() {
        process.waitUntilGone()
        scratch.remove()
      }
    }
    input.readEnd.close()
    output.writeEnd.close()
    result.writeEnd.close()
    // While the worker starts, which takes longer.
    job.confinement.readable =
      ReadablePlaces(for: job.task, executable: executable, environment: environment).paths
    input.writeEnd.write(job.json.utf8())
    input.writeEnd.close()

    let deadline = limits.seconds.map { ContinuousClock.now + .seconds($0) }
    var reader = WorkerMessageReader()
    var printed = PrintedTail()
    var failure: ExplainerError?
    var isDone = false
    var hasStopped = false
    while !isDone {
      let wait = deadline.map { max(0, ($0 - ContinuousClock.now).seconds * 1000) } ?? .infinity
      let ready = Poll.wait(
        [result.readEnd, interrupts.signal, output.readEnd], milliseconds: min(wait, 200))
      if ready[1] { throw ExplainerError(.cancelled, "interrupted") }
      if ready[2] {
        if let bytes = output.readEnd.read() {
          printed.append(bytes)
          echo(bytes)
        } else {
          // Closed by the plugin: an ended pipe would keep every wait from waiting.
          output.readEnd.close()
        }
      }
      if ready[0] {
        guard let bytes = result.readEnd.read() else { break }
        for message in try reader.read(bytes) {
          switch message {
          case .failure(let error): failure = error
          case .done: isDone = true
          default: receive(message)
          }
        }
      } else if process.hasEnded() {
        // It may have answered between the wait and this look at it.
        if !result.readEnd.isReadable { break }
      } else if process.hasStopped {
        hasStopped = true
        break
      }
      if let deadline, ContinuousClock.now >= deadline, !isDone {
        process.kill()
        throw ExplainerError(
          .limitReached,
          "\(job.task.library.name) ran longer than \(Self.text(limits.seconds ?? 0)) seconds and was stopped",
          remedy: "allow more with --timeout SECONDS")
      }
    }
    if isDone { process.dismiss() }
    if let failure { throw failure }
    guard isDone else {
      // No more than a pipe holds: what the plugin has started, where it may, may print for ever.
      for _ in 0..<64 where output.readEnd.isReadable {
        guard let bytes = output.readEnd.read() else { break }
        printed.append(bytes)
        echo(bytes)
      }
      let death = hasStopped ? .stopped : process.waitForEnd()
      throw WorkerDeath(death, job: job, printed: printed.text).error
    }
  }

  private func spawn(
    input: Descriptor, output: Descriptor, result: Descriptor, variables: [String: String]
  ) throws(ExplainerError) -> WorkerProcess {
    var identifier: pid_t = 0
    let status = CStrings.with([executable, WorkerMain.argument]) { arguments in
      CStrings.with(variables.map { "\($0.key)=\($0.value)" }) { environment in
        worker_spawn(
          executable, arguments, environment, input.number, output.number, result.number, &identifier)
      }
    }
    guard status == 0 else {
      throw ExplainerError(
        .internalFault, "the worker cannot be started: \(String(cString: strerror(status)))")
    }
    return WorkerProcess(identifier)
  }

  private static func text(_ seconds: Double) -> String {
    Int(exactly: seconds)?.description ?? seconds.description
  }
}
