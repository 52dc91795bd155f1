import CWorkerSystem
import Glibc
package import JSON

/// The policy a worker keeps its plugin in.
package struct SandboxPolicy: Sendable, Hashable {
  /// How many files a worker behind its walls may have open.
  static let openFiles = Int(WORKER_OPEN_FILES)
  /// How many bytes the stack of its first thread may have.
  static let stackBytes = Int(WORKER_STACK_BYTES)
  /// How many bytes it may lock in memory.
  static let lockedBytes = Int(WORKER_LOCKED_BYTES)
  /// How many bytes it may write into a file.
  package static let fileBytes = Int(WORKER_FILE_BYTES)

  /// Bytes of private memory the worker may use; 0 is without limit.
  package var memoryLimit: Int
  /// The memory limit somebody has chosen; nil where it was taken from what the machine has to spare just now.
  package private(set) var chosenMemoryLimit: Int?
  /// Seconds of processor time, all cores together; 0 is without limit.
  package var processorSeconds = 0
  /// Whether the walls are lifted: memory and time are still limited, files and system calls are not.
  package var isTrusted = false
  /// The folder the worker may write to.
  package var scratch: String?
  /// The files and folders the worker may read.
  package var readable: [String] = []

  package init(memoryLimit: Int) { self.memoryLimit = memoryLimit }

  /// The policy that `limits` set for a call, which may use its share of the memory there is just now.
  package init(ofCall limits: Limits) {
    self.init(limits, memory: MemoryShare.call.bytes(of: worker_available_memory()))
  }

  /// The policy that `limits` set, where `memory` bytes are what a call without a limit of its own may use.
  package init(_ limits: Limits, memory: Int) {
    let wanted = limits.memory ?? memory
    self.init(
      memoryLimit: InheritedLimit.privateMemory.value.map { wanted > 0 ? min($0, wanted) : $0 } ?? wanted)
    chosenMemoryLimit = limits.memory
    isTrusted = limits.isTrusted
    let cores = Double(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    // The front process looks at the clock; this ends a worker whose front process does not get to it.
    processorSeconds = limits.seconds.map { Int(min(($0 * cores).rounded(.up), 1e9)) + 1 } ?? 0
  }
}

extension SandboxPolicy {
  package var json: JSONValue {
    var object: JSONObject = [
      "memory_limit": .integer(memoryLimit), "processor_seconds": .integer(processorSeconds),
      "trusted": .bool(isTrusted), "readable": JSONValue(readable),
    ]
    if let scratch { object["scratch"] = .string(scratch) }
    return .object(object)
  }

  /// Reads the policy that this same program wrote.
  package init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(memoryLimit: try reader.int("memory_limit"))
    processorSeconds = try reader.int("processor_seconds")
    isTrusted = try reader.bool("trusted")
    scratch = try reader.optionalString("scratch")
    readable = try reader.strings("readable")
  }
}
