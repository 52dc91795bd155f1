import ExplainerCore
import Synchronization

/// Hands progress and log lines on as messages: bounded, however many a plugin makes, and from any thread.
final class SendingReporter: Reporter {
  private struct State {
    var lastProgress: ContinuousClock.Instant?
    var told = OutputBudget.LeftOut()
  }

  private let send: @Sendable (WorkerMessage) -> Void
  private let budget = OutputBudget()
  private let state = Mutex(State())

  init(send: @escaping @Sendable (WorkerMessage) -> Void) { self.send = send }

  /// At most 50 a second: people do not read faster.
  func progress(_ fraction: Double?, _ note: String) {
    let now = ContinuousClock.now
    let isDue = state.withLock { state in
      if let last = state.lastProgress, now - last < .milliseconds(20) { return false }
      state.lastProgress = now
      return true
    }
    if isDue { send(.progress(fraction, note)) }
  }

  func log(_ level: LogLevel, _ message: String) {
    if budget.admits(bytes: message.utf8.count) { return send(.log(level, message)) }
    // Told now and then, should the plugin not come to an end.
    let news = state.withLock { state -> OutputBudget.LeftOut? in
      let counted = budget.leftOut
      guard counted.lines >= 2 * state.told.lines else { return nil }
      return Self.news(counted, &state)
    }
    if let news { send(.leftOut(news)) }
  }

  /// Tells what is still to be told of lines that were left out.
  func finish() {
    let news = state.withLock { Self.news(budget.leftOut, &$0) }
    if let news { send(.leftOut(news)) }
  }

  /// An interrupted worker is killed, so nobody has to ask.
  var isCancelled: Bool { false }

  private static func news(_ counted: OutputBudget.LeftOut, _ state: inout State) -> OutputBudget.LeftOut? {
    let lines = counted.lines - state.told.lines
    let news = OutputBudget.LeftOut(lines: lines, bytes: counted.bytes - state.told.bytes)
    state.told = counted
    return lines > 0 ? news : nil
  }
}
