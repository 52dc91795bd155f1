import CWorkerSystem
import Diagnostics
import Files
import Glibc
import JSON
import PluginHost
import Sandbox

/// A worker that has been started, with the pipes to it and the folder it may write to.
///
/// Ends the worker and removes the folder when nobody holds it any more.
///
/// `@unchecked Sendable`: held by one thread at a time; a pool hands it over.
final class WorkerConnection: @unchecked Sendable {
  private let scratch: ScratchFolder?
  private let input: Descriptor?
  private(set) var process: WorkerProcess
  private let policy: SandboxPolicy
  let output: Descriptor
  let result: Descriptor
  var reader = WorkerMessageReader()
  /// Whether it has been given a job before.
  private(set) var isWarm = false

  /// Starts a worker.
  ///
  /// - Parameter policy: what the worker is to be kept in; it gets them with its first job, and they hold for all.
  /// - Throws: `inputOutput` or `internalFault` where it cannot be started.
  init(
    executable: String, environment: [String: String], policy: SandboxPolicy
  ) throws(ExplainerError) {
    let input = try Pipe(), output = try Pipe(), result = try Pipe()
    let scratch = try ScratchFolder(environment)
    let variables = WorkerEnvironment.make(
      from: environment, scratch: scratch.path, isTrusted: policy.isTrusted)
    var identifier: pid_t = 0
    let status = CStrings.with([executable, WorkerMain.argument]) { arguments in
      CStrings.with(variables.map { "\($0.key)=\($0.value)" }) { environment in
        worker_spawn(
          executable, arguments, environment, input.readEnd.number, output.writeEnd.number,
          result.writeEnd.number, &identifier)
      }
    }
    guard status == 0 else {
      scratch.remove()
      throw Self.notBegun("the worker cannot be started", status)
    }
    input.readEnd.close()
    output.writeEnd.close()
    result.writeEnd.close()
    process = WorkerProcess(identifier)
    self.input = input.writeEnd
    self.output = output.readEnd
    self.result = result.readEnd
    var policy = policy
    policy.scratch = scratch.path
    self.policy = policy
    self.scratch = consume scratch
  }

  /// Starts a copy of this process that does `work` and ends; it can be given no jobs, and writes to no file.
  ///
  /// - Parameters:
  ///   - policy: what the copy is kept in.
  ///   - readable: what it may read.
  ///   - work: what it does; gets what sends a message here.
  init(
    copyingThisProcess policy: SandboxPolicy, readable: () -> [String],
    doing work: (@escaping @Sendable (WorkerMessage) -> Void) throws -> Void
  ) throws(ExplainerError) {
    let output = try Pipe(), result = try Pipe()
    var identifier: pid_t = 0
    let failure = worker_copy(output.writeEnd.number, result.writeEnd.number, &identifier)
    guard failure == 0 else {
      throw Self.notBegun("the program cannot be copied", failure)
    }
    if identifier == 0 { WorkerMain.runCopy(policy, readable: readable, work) }
    output.writeEnd.close()
    result.writeEnd.close()
    process = WorkerProcess(identifier)
    scratch = nil
    input = nil
    self.policy = policy
    self.output = output.readEnd
    self.result = result.readEnd
  }

  deinit {
    process.kill()
    if scratch?.removeIfEmpty() == false {
      process.waitUntilGone()
      scratch?.remove()
    }
  }

  /// The error where no process can be begun: a limit, where the kernel says so, with its name if it is one of ours.
  private static func notBegun(_ what: String, _ failure: Int32) -> ExplainerError {
    let reason = "\(what): \(String(cString: strerror(failure)))"
    switch failure {
    case EMFILE: return ExplainerError(.limitReached, reason, remedy: InheritedLimit.openFiles.remedy)
    case EAGAIN where InheritedLimit.processes.value != nil:
      return ExplainerError(.limitReached, reason, remedy: InheritedLimit.processes.remedy)
    case EAGAIN:
      return ExplainerError(
        .limitReached, reason, remedy: "end other processes, or raise the limit of a container (pids.max)")
    case ENFILE: return ExplainerError(.limitReached, reason, remedy: "end other processes")
    case ENOMEM: return ExplainerError(.outOfMemory, reason)
    default: return ExplainerError(.internalFault, reason)
    }
  }

  /// Gives the worker a job.
  ///
  /// - Parameter readable: what it may read; counts with the first job only.
  func send(_ task: WorkerTask, readable: @autoclosure () -> [String]) {
    var policy = policy
    // While the worker starts, which takes longer.
    if !isWarm { policy.readable = readable() }
    isWarm = true
    let bytes = WorkerJob(task, policy).bytes
    input?.write((0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) } + bytes)
  }

  /// Whether the process has ended.
  var hasEnded: Bool { process.hasEnded() }
  /// Whether a signal has stopped the process.
  var hasStopped: Bool { process.hasStopped }

  /// Ends the worker.
  func kill() { process.kill() }

  /// Ends the worker without waiting for it: nothing more is expected of it.
  func dismiss() { process.dismiss() }

  /// Waits a short while for the worker to end by itself, then ends it; gives how it ended.
  func waitForEnd() -> WorkerEnding { process.waitForEnd() }

  /// Makes it as a new one is: what the last call printed late or left in its folder is gone.
  ///
  /// - Returns: false where the worker is of no more use: it does not wait for a job, is over its limits, or a plugin has
  ///   left it other than it was.
  func freshen() -> Bool {
    guard !process.hasEnded(), !process.hasStopped, !reader.isMidMessage, !result.isReadable,
      policy.excess(of: use) == nil
    else { return false }
    // What a pipe holds; a worker that prints for ever is of no use.
    for _ in 0..<64 where output.isReadable { guard output.read() != nil else { return false } }
    return scratch?.empty() != false && !output.isReadable && saysItIsUnchanged()
  }

  /// Asks the worker whether its process is what it was before the first call.
  ///
  /// One whose plugin has answered in its place and goes on does not say so.
  private func saysItIsUnchanged() -> Bool {
    input?.write([UInt8](repeating: 0, count: 8))
    guard Poll.wait([result], milliseconds: Self.patience)[0], let messages = try? reader.read(from: result),
      messages.count == 1, case .answer(true) = messages[0]
    else { return false }
    return !reader.isMidMessage
  }

  /// How long a worker may take to answer that, in milliseconds: it takes a fraction of one.
  private static let patience = 1000.0

  /// What the worker holds just now; nothing where that is unknown.
  var use: WorkerUse { process.use }
}
