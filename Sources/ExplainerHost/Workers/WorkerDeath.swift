import PluginRegistry
import Diagnostics
import ExplainerCore
import Glibc
import PluginHost
import Sandbox

/// Why a worker ended before its work was done, in words.
struct WorkerDeath {
  private let cause: WorkerEnding
  private let subject: WorkerSubject
  private let policy: SandboxPolicy
  private let printed: String

  /// - Parameter printed: the end of what the worker printed.
  init(_ cause: WorkerEnding, of subject: WorkerSubject, _ policy: SandboxPolicy, printed: String) {
    self.cause = cause
    self.subject = subject
    self.policy = policy
    self.printed = printed
  }

  /// The error the user sees.
  var error: ExplainerError {
    switch cause {
    case .ended(let end): error(of: end)
    case .stopped: fault("stopped its process while \(subject.activity)", remedy: WorkerSubject.pluginRemedy)
    case .lostChannel:
      fault(
        "closed the channel that its answer goes through, while \(subject.activity)",
        remedy: WorkerSubject.pluginRemedy)
    case .exceeded(.memory): outOfMemory
    case .exceeded(.threads):
      limit("started more than \(SandboxPolicy.threads) threads", remedy: "--trust lifts this limit")
    }
  }

  private func error(of end: WorkerEnd) -> ExplainerError {
    if ranOutOfMemory(end) { return outOfMemory }
    guard let signal = end.signal else {
      return fault("ended its process with exit code \(end.exitCode ?? 0) before it was done", remedy: nil)
    }
    switch signal {
    case SIGXCPU:
      let bound = policy.timeBound
      return limit(
        "used up its processor time, \(bound.words), and was stopped", remedy: bound.remedy)
    case SIGXFSZ:
      let bound = policy.fileBound
      return limit("wrote a file larger than \(bound.words) and was stopped", remedy: bound.remedy)
    case SIGABRT where threwException:
      return fault(
        "let a C++ exception out of its library (SIGABRT) while \(subject.activity)",
        remedy: WorkerSubject.pluginRemedy)
    default:
      let (name, meaning) = Self.names[signal] ?? ("signal \(signal)", "crashed")
      return fault("\(meaning) (\(name)) while \(subject.activity)", remedy: subject.crashRemedy)
    }
  }

  private func fault(
    _ message: String, remedy: String?
  ) -> ExplainerError {
    ExplainerError(subject.fault, message, at: [subject.label], found: lastLine, remedy: remedy)
  }

  private func limit(_ message: String, remedy: String) -> ExplainerError {
    ExplainerError(.limitReached, message, at: [subject.label], remedy: remedy)
  }

  private var outOfMemory: ExplainerError {
    let bound = policy.memoryBound
    return limit(
      "ran out of memory; the limit is \(bound.words)", remedy: "\(bound.remedy), or give it less to do")
  }

  private func ranOutOfMemory(_ end: WorkerEnd) -> Bool {
    guard policy.memoryLimit > 0, end.signal != nil, end.signal != SIGXFSZ else { return false }
    let words = ["failed to allocate", "bad_alloc", "out of memory", "memory allocation of"]
    return Double(end.peakMemory) >= 0.6 * Double(policy.memoryLimit)
      || words.contains { printed.mentions($0) }
  }

  /// Both C++ libraries say so before they abort.
  private var threwException: Bool {
    printed.mentions("terminate called after throwing") || printed.mentions("due to uncaught exception")
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
    SIGSYS: ("SIGSYS", "made a system call of another kind of machine"),
  ]
}

extension String {
  /// Whether `part` occurs in this text.
  fileprivate func mentions(_ part: String) -> Bool {
    let text = Array(utf8), word = Array(part.utf8)
    guard text.count >= word.count else { return false }
    return (0...text.count - word.count).contains { text[$0..<$0 + word.count].elementsEqual(word) }
  }
}
