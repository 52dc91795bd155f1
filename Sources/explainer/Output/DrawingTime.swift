import Diagnostics
import Glibc

/// Ends the program where reading or drawing an explanation takes longer than a call may: it comes from a plugin, and nobody
/// else watches this process.
enum DrawingTime {
  /// What `draw` gives, if it gives it within so many seconds; nil is without limit.
  ///
  /// For programs that have nothing to tidy up meanwhile: they end on the spot.
  static func within<Drawing>(_ seconds: Double?, _ draw: () throws -> Drawing) rethrows -> Drawing {
    guard let seconds else { return try draw() }
    // The handler may do next to nothing: what it says lies ready.
    signal(SIGALRM) { _ in
      let words: StaticString =
        "error: reading or drawing what the plugin gave takes longer than --timeout allows; allow more with --timeout SECONDS\n"
      _ = write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
      _exit(75)
    }
    arm(seconds)
    defer { arm(0) }
    return try draw()
  }

  /// Sets the clock; 0 stops it.
  private static func arm(_ seconds: Double) {
    // (Less than a microsecond would stop it as well.)
    let most = min(seconds == 0 ? 0 : max(seconds, 0.001), 1e9)
    var timer = itimerval()
    timer.it_value.tv_sec = Int(most)
    timer.it_value.tv_usec = Int((most - most.rounded(.down)) * 1e6)
    setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }
}
