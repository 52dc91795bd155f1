import CWorkerSystem
import Diagnostics
import Glibc
import JSON

/// The worker's side: what the program does when it is started as a worker.
public enum WorkerMain {
  /// The first argument that makes the program a worker; not for people.
  public static let argument: String = "__worker"
  private static let resultDescriptor: Int32 = 3

  /// Reads one job from standard input, runs it, answers on descriptor 3, and ends the process.
  public static func run() -> Never {
    let channel = ResultChannel(descriptor: resultDescriptor)
    let send: @Sendable (WorkerMessage) -> Void = { channel.send($0) }
    do {
      guard let job = WorkerJob(json: try JSONValue(parsing: readAll())) else {
        throw ExplainerError(.internalFault, "the worker's job is malformed")
      }
      let failure = worker_confine(
        UInt64(max(0, job.confinement.memoryLimit)), UInt64(max(0, job.confinement.processorSeconds)))
      guard failure == 0 else {
        throw ExplainerError(
          .internalFault, "the worker cannot be confined: \(String(cString: strerror(failure)))")
      }
      if !job.confinement.isTrusted { try Walls.raise(job.confinement) }
      TaskRunner.run(job.task, send: send)
    } catch {
      send(.failure(.wrapping(error)))
      send(.done)
    }
    // Without running destructors: a plugin's may hang, and everything has been said.
    _exit(0)
  }

  private static func readAll() -> [UInt8] {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = read(0, &chunk, chunk.count)
      if got > 0 {
        all.append(contentsOf: chunk[..<got])
      } else if got == 0 || errno != EINTR {
        return all
      }
    }
  }
}
