import CWorkerSystem

/// A limit that this process was started with, by a shell or a login node, and that holds for its workers too: it is never
/// raised, and an error that comes of it names it.
package enum InheritedLimit: Sendable, CaseIterable {
  case privateMemory
  case addressSpace
  case processorTime
  case fileSize
  case openFiles
  case processes

  /// Bytes, seconds or a count; nil where there is no such limit.
  package var value: Int? {
    var most: UInt64 = 0
    return worker_limit_in_force(resource, &most) != 0 ? Int(clamping: most) : nil
  }

  /// What to do about it, in words.
  package var remedy: String {
    "'ulimit -\(option)' set this limit where the program was started: raise it there"
  }

  /// The letter that shells have for it.
  private var option: String {
    switch self {
    case .privateMemory: "d"
    case .addressSpace: "v"
    case .processorTime: "t"
    case .fileSize: "f"
    case .openFiles: "n"
    case .processes: "u"
    }
  }

  private var resource: worker_limited {
    switch self {
    case .privateMemory: WORKER_LIMITED_DATA
    case .addressSpace: WORKER_LIMITED_ADDRESSES
    case .processorTime: WORKER_LIMITED_TIME
    case .fileSize: WORKER_LIMITED_FILE
    case .openFiles: WORKER_LIMITED_FILES
    case .processes: WORKER_LIMITED_PROCESSES
    }
  }
}
