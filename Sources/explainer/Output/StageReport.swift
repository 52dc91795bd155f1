import Diagnostics
import Synchronization

/// How long each stage of a call took, for `--timing` and the benchmark.
final class StageReport: Sendable {
  private struct State {
    var stages: [(name: String, seconds: Double)] = []
    var last: ContinuousClock.Instant
  }

  /// More than this are not kept: a plugin can report any number.
  private static let most = 100_000

  private let state: Mutex<State>

  /// - Parameter start: when the first stage began.
  init(since start: ContinuousClock.Instant) { state = Mutex(State(last: start)) }

  /// Ends a stage of the front process.
  func finish(_ name: String) {
    state.withLock { state in
      let now = ContinuousClock.now
      state.stages.append((name, (now - state.last).seconds))
      state.last = now
    }
  }

  /// Adds a stage the worker reports; it lies inside "worker, start to end".
  func add(_ name: String, seconds: Double) {
    state.withLock { state in
      if state.stages.count < Self.most { state.stages.append(("  \(name)", seconds)) }
    }
  }

  /// One line a stage, in milliseconds.
  var text: String {
    state.withLock { state in
      state.stages.map { stage in
        let hundredths = Int((stage.seconds * 100_000).rounded())
        let fraction = String(hundredths % 100)
        let number = "\(hundredths / 100).\(String(repeating: "0", count: 2 - fraction.count))\(fraction)"
        return "timing: \(String(repeating: " ", count: max(0, 9 - number.count)))\(number) ms  \(stage.name)"
      }.joined(separator: "\n")
    }
  }
}
