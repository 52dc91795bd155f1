/// How it came about that a worker ended before its work was done.
package enum WorkerEnding: Sendable, Hashable {
  /// The process ended.
  case ended(WorkerEnd)
  /// The process was stopped, and would have waited for ever.
  case stopped
  /// The channel its messages come through was closed while it went on.
  case lostChannel
}
