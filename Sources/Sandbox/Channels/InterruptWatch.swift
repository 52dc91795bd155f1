import CWorkerSystem
package import Diagnostics

/// Turns the signals that interrupt a program into a wish to stop, for as long as this object lives: what runs then ends
/// in order instead of wherever it is.
package final class InterruptWatch: Sendable {
  /// The wish; made by a signal.
  package let cancellation: Cancellation

  /// Watches from now on; one watch at a time.
  ///
  /// - Throws: `internalFault` where there is no descriptor left.
  package init() throws(ExplainerError) {
    cancellation = try Cancellation()
    _ = worker_watch_interrupts(cancellation.writingEnd)
  }

  deinit { _ = worker_watch_interrupts(-1) }

  /// Whether there was a signal.
  package var isInterrupted: Bool { cancellation.isMade }
}
