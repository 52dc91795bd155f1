import CWorkerSystem
import Diagnostics
import Glibc
import JSON
package import Sandbox
import Tensors

/// The worker's side: what the program does when it is started as a worker.
public enum WorkerMain {
  /// The first argument that makes the program a worker; not for people.
  public static let argument: String = "__worker"
  private static let resultDescriptor: Int32 = 3
  /// How much freed memory a worker keeps for what it does next: about what a way back over 300 tokens of BERT-base takes.
  package static let keptMemory: Int = 128 << 20

  /// Reads jobs from standard input and does them one after another, answering on descriptor 3; ends the process when
  /// there are no more.
  ///
  /// A job of no bytes asks whether the process is what it was (`WorkerConnection.freshen`).
  public static func run() -> Never {
    let channel = ResultChannel(descriptor: resultDescriptor)
    let send: @Sendable (WorkerMessage) -> Void = { message in channel.send { message.write($0) } }
    let jobs = JobReader()
    var runner = TaskRunner()
    var isConfined = false
    while let bytes = jobs.next() {
      if bytes.isEmpty {
        send(.answer(.bool(runner.isUnchanged)))
        continue
      }
      do {
        let job = try WorkerJob(bytes: bytes)
        if !isConfined { try confine(job.policy) }
        isConfined = true
        runner.run(job.task, send: send)
      } catch {
        send(.failure(.wrapping(error)))
        send(.done)
      }
    }
    // Without running destructors: a plugin's may hang, and everything has been said.
    _exit(0)
  }

  /// The side of a copy of the program (`worker_copy`): raises the walls, does `work`, and ends the process.
  package static func runCopy(
    _ policy: SandboxPolicy, readable: () -> [String],
    _ work: (@escaping @Sendable (WorkerMessage) -> Void) throws -> Void
  ) -> Never {
    let channel = ResultChannel(descriptor: resultDescriptor)
    let send: @Sendable (WorkerMessage) -> Void = { message in channel.send { message.write($0) } }
    do {
      var policy = policy
      policy.readable = readable()
      try confine(policy)
      try work(send)
    } catch { send(.failure(.wrapping(error))) }
    send(.done)
    _exit(0)
  }

  private static func confine(_ policy: SandboxPolicy) throws {
    let failure = worker_confine(UInt64(max(0, policy.memoryLimit)), UInt64(max(0, policy.processorSeconds)))
    guard failure == 0 else {
      throw ExplainerError(
        .internalFault, "the worker cannot be confined: \(String(cString: strerror(failure)))")
    }
    let isBounded = policy.memoryLimit > 0
    TensorMemory.keepFreed(upTo: isBounded ? min(policy.memoryLimit / 8, keptMemory) : keptMemory)
    if !policy.isTrusted { try Walls.raise(policy) }
  }
}
