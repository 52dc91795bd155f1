import Diagnostics
import ExplainerCore
import PluginHost
import Sandbox

extension WorkerClient {
  /// Listens until the worker is done.
  ///
  /// - Returns: the failure it reported, if it did.
  /// - Throws: where it was stopped, or died.
  func listen(
    to worker: WorkerConnection, _ subject: WorkerSubject, _ policy: SandboxPolicy, _ interrupts: Cancellation
  ) throws(ExplainerError) -> ExplainerError? {
    let deadline = limits.seconds.map { ContinuousClock.now + .seconds($0) }
    var printed = PrintedTail()
    var notices = RuntimeNoticeFilter()
    func show(_ bytes: [UInt8]) {
      printed.append(bytes)
      let shown = notices.filter(bytes)
      if !shown.isEmpty { echo(shown) }
    }
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
          show(bytes)
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
      show(bytes)
    }
    let rest = notices.finish()
    if !rest.isEmpty { echo(rest) }
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
