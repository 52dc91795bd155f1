import Diagnostics
import ExplainerCore
import Glibc

/// Why a worker ended before its work was done, in words.
struct WorkerDeath {
  private let end: WorkerEnd
  private let job: WorkerJob
  private let printed: String

  init(_ end: WorkerEnd, job: WorkerJob, printed: String) {
    self.end = end
    self.job = job
    self.printed = printed
  }

  /// The error the user sees.
  var error: ExplainerError {
    let place = [job.task.library.place]
    if ranOutOfMemory {
      return ExplainerError(
        .limitReached, "ran out of memory; the limit is \(Self.text(bytes: job.confinement.memoryLimit))",
        at: place,
        remedy: "allow more with --memory SIZE, or give it less to do")
    }
    guard let signal = end.signal else {
      return ExplainerError(
        .pluginFault, "ended its process with exit code \(end.exitCode ?? 0) before it was done", at: place,
        found: lastLine)
    }
    let (name, meaning) = Self.names[signal] ?? ("signal \(signal)", "crashed")
    return ExplainerError(
      .pluginFault, "\(meaning) (\(name)) while \(job.task.activity)", at: place, found: lastLine,
      remedy: "this is a fault of the plugin; nothing was written")
  }

  private var ranOutOfMemory: Bool {
    guard job.confinement.memoryLimit > 0, end.signal != nil else { return false }
    let words = ["failed to allocate", "bad_alloc", "out of memory", "memory allocation of"]
    return Double(end.peakMemory) >= 0.6 * Double(job.confinement.memoryLimit)
      || words.contains { printed.mentions($0) }
  }

  /// The last line the plugin printed, which for a trap says why.
  private var lastLine: String? {
    printed.split(separator: "\n").last.map { "\"\($0.prefix(300))\" as its last words" }
  }

  private static let names: [Int32: (String, String)] = [
    SIGSEGV: ("SIGSEGV", "crashed with a bad memory access"),
    SIGBUS: ("SIGBUS", "crashed with a bad memory access"),
    SIGILL: ("SIGILL", "trapped"), SIGTRAP: ("SIGTRAP", "trapped"), SIGABRT: ("SIGABRT", "aborted"),
    SIGFPE: ("SIGFPE", "crashed with an arithmetic fault"), SIGKILL: ("SIGKILL", "was killed"),
    SIGXCPU: ("SIGXCPU", "used up its processor time"),
  ]

  /// Bytes as people read them: `512 MiB`, `2 GiB`.
  static func text(bytes: Int) -> String {
    let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
    guard let (unit, size) = units.first(where: { bytes >= $0.1 }) else { return "\(bytes) bytes" }
    let tenths = (bytes * 10 + size / 2) / size
    return tenths % 10 == 0 ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
  }
}

extension String {
  /// Whether `part` occurs in this text.
  fileprivate func mentions(_ part: String) -> Bool {
    let text = Array(utf8), word = Array(part.utf8)
    guard text.count >= word.count else { return false }
    return (0...text.count - word.count).contains { text[$0..<$0 + word.count].elementsEqual(word) }
  }
}
