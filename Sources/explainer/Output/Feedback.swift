import Diagnostics
import ExplainerCore
import ExplainerHost
import Synchronization

/// What a person sees on standard error while a plugin works: progress (on a terminal), log lines, what it prints.
final class Feedback: Sendable {
  private let isQuiet: Bool
  private let stages: StageReport
  private let isProgressShown = Mutex(false)
  private let lastProgress = Mutex<ContinuousClock.Instant?>(nil)
  private let printed = Mutex(TerminalFilter())
  private let isInLine = Mutex(false)
  private let start = ContinuousClock.now

  init(isQuiet: Bool, stages: StageReport) {
    self.isQuiet = isQuiet
    self.stages = stages
  }

  /// Shows one event.
  func receive(_ event: EntryPointRunner.Event) {
    switch event {
    case .progress(let share, let note): show(share, note)
    case .log(let level, let message):
      guard !isQuiet, level != .debug else { return }
      finish()
      StandardError.write("\(level.word): \(message.asOneLine)")
    case .printed(let bytes):
      guard !isQuiet else { return }
      removeProgress()
      isInLine.withLock { $0 = bytes.last != 0x0A }
      StandardError.writeVisible(StandardError.isTerminal ? printed.withLock { $0.visible(bytes) } : bytes)
    case .stage(let name, let seconds): stages.add(name, seconds: seconds)
    }
  }

  /// Ends what has begun, so that the next words get a line of their own.
  func finish() {
    removeProgress()
    isInLine.withLock { isInLine in
      if isInLine { StandardError.write([0x0A]) }
      isInLine = false
    }
  }

  private func removeProgress() {
    isProgressShown.withLock { isShown in
      if isShown { StandardError.write(Array("\r\u{1B}[K".utf8)) }
      isShown = false
    }
  }

  /// Progress appears only where somebody waits: on a terminal, after 300 ms, and not faster than people read.
  private func show(_ share: Double?, _ note: String) {
    let now = ContinuousClock.now
    guard !isQuiet, StandardError.isTerminal, (now - start).seconds > 0.3 else { return }
    let isDue = lastProgress.withLock { last in
      if let last, now - last < .milliseconds(20) { return false }
      last = now
      return true
    }
    guard isDue else { return }
    let percent = share.map { "\(Int((min(max($0, 0), 1) * 100).rounded())) % " } ?? ""
    StandardError.write(Array("\r\u{1B}[K\(percent)\(note.asOneLine.prefix(70))".utf8))
    isProgressShown.withLock { $0 = true }
  }
}
