/// How it came about that a worker ended before its work was done.
package enum WorkerEnding: Sendable, Hashable {
  /// What there was too much of.
  package enum Excess: Sendable, Hashable {
    case memory, threads
  }

  /// The process ended.
  case ended(WorkerEnd)
  /// The process was stopped, and would have waited for ever.
  case stopped
  /// The channel its messages come through was closed while it went on.
  case lostChannel
  /// It was ended because it held too much.
  case exceeded(Excess)
}
