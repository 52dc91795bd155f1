import Diagnostics

/// Watches the functions of the host that one call uses, and makes one of them fail.
///
/// Used from the thread that runs the plugin only.
final class CallProbe {
  /// The use (from 1) that fails; nil lets all succeed.
  private let failing: Int?
  /// How often a function has been used.
  private(set) var uses = 0
  /// When uses began and ended.
  private var intervals: [(start: ContinuousClock.Instant, end: ContinuousClock.Instant)] = []
  private var start = ContinuousClock.now

  init(failing: Int? = nil) { self.failing = failing }

  /// Begins a use; gives the failure to inject, if this is the one.
  func enter() -> ExplainerError? {
    uses += 1
    start = .now
    guard uses == failing else { return nil }
    return ExplainerError(.internalFault, "use \(uses) of the host's functions fails, to see what happens")
  }

  /// Ends a use.
  func leave() { intervals.append((start, .now)) }

  /// How much of the time from `moment` on was spent in functions of the host.
  func hostTime(since moment: ContinuousClock.Instant) -> Duration {
    intervals.reduce(.zero) { $1.end > moment ? $0 + ($1.end - max($1.start, moment)) : $0 }
  }
}
