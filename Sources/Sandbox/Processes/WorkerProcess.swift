import Files
package import Glibc

/// A worker that has been started.
///
/// Ends with its whole process group.
package struct WorkerProcess: ~Copyable {
  private let identifier: pid_t
  private var end: WorkerEnd?
  /// Whether a signal has stopped the process; it can be continued, but nobody will.
  package private(set) var hasStopped = false
  private var isDismissed = false

  package init(_ identifier: pid_t) { self.identifier = identifier }

  /// Whether the process has ended.
  package mutating func hasEnded() -> Bool {
    if end == nil { collect(options: WNOHANG | WUNTRACED) }
    return end != nil
  }

  /// Waits a short while for the process to end by itself, then ends it; gives how it ended.
  package mutating func waitForEnd() -> WorkerEnding {
    for _ in 0..<200 where !hasEnded() { usleep(5000) }
    let hadEnded = end != nil
    kill()
    guard let end, hadEnded, end.exitCode != ResultChannel.lost else { return .lostChannel }
    return .ended(end)
  }

  /// Ends the process and everything it started.
  package mutating func kill() {
    guard !isDismissed else { return }
    signalAll()
    if end == nil { collect(options: 0) }
  }

  /// Waits until nothing of the process is left, after `kill` or `dismiss`.
  package mutating func waitUntilGone() {
    if end == nil { collect(options: 0) }
  }

  /// What the process holds just now; nothing where that is unknown.
  package var use: WorkerUse {
    WorkerUse(status: (try? FileSystem.read("/proc/\(identifier)/status", limit: 1 << 16)) ?? [])
  }

  private func signalAll() {
    // Both: a trusted plugin may have left the group it was started in.
    _ = Glibc.kill(-identifier, SIGKILL)
    if end == nil { _ = Glibc.kill(identifier, SIGKILL) }
  }

  /// Ends the process without waiting for it: nothing more is expected of it, and taking down the mapping of a large
  /// model would hold up the answer by tens of milliseconds.
  package mutating func dismiss() {
    signalAll()
    isDismissed = true
  }

  private mutating func collect(options: Int32) {
    var status: Int32 = 0
    var usage = rusage()
    var result: pid_t
    repeat { result = wait4(identifier, &status, options, &usage) } while result < 0 && errno == EINTR
    guard result == identifier else { return }
    hasStopped = status & 0xFF == 0x7F
    if !hasStopped { end = WorkerEnd(status: status, peakMemory: usage.ru_maxrss * 1024) }
  }
}
