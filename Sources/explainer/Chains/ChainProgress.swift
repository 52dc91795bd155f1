import ExplainerHost
import Diagnostics
import ExplainerChains

/// What a person sees on standard error while a chain runs.
final class ChainProgress {
  private let isQuiet: Bool
  private let feedback: Feedback
  private let start = ContinuousClock.now
  private var last: ContinuousClock.Instant?
  private var isShown = false
  private var said: Set<String> = []

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    feedback = Feedback(isQuiet: isQuiet, stages: StageReport(since: .now))
  }

  /// Shows one event.
  func receive(_ event: ChainEvent) {
    switch event {
    case .began(let step, let point, let number, let total):
      show(
        "\(number) of \(total) · \(step) · \(point.model) · \(point.item.texts.first?.prefix(40) ?? "")",
        number, total)
    case .feedback(.log(let level, let text)):
      // What is true of the model is said with every run.
      guard said.insert(text).inserted else { return }
      finish()
      feedback.receive(.log(level, text))
    case .feedback(.printed(let bytes)):
      finish()
      feedback.receive(.printed(bytes))
    case .feedback: break
    case .ended(let outcome, _):
      guard case .failed(let error) = outcome.result else { return }
      finish()
      StandardError.write("failed: \(outcome.label): \(error)")
    case .warning(let text):
      finish()
      if !isQuiet { StandardError.write("warning: \(text)") }
    }
  }

  /// Ends what has begun, so that the next words get a line of their own.
  func finish() {
    if isShown { StandardError.write(Array("\r\u{1B}[K".utf8)) }
    isShown = false
    feedback.finish()
  }

  /// Where somebody waits, after a while, and not faster than people read.
  private func show(_ text: String, _ number: Int, _ total: Int) {
    let now = ContinuousClock.now
    guard !isQuiet, StandardError.isTerminal, (now - start).seconds > 0.3 else { return }
    if let last, now - last < .milliseconds(50) { return }
    last = now
    let rest = (now - start).seconds / Double(max(1, number - 1)) * Double(total - number + 1)
    let remaining = number > 3 ? " · \(Self.duration(rest)) left" : ""
    StandardError.write(Array("\r\u{1B}[K\("\(text)\(remaining)".asOneLine.prefix(100))".utf8))
    isShown = true
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e8).rounded())
    if whole < 60 { return "\(whole) s" }
    return whole < 3600 ? "\(whole / 60) min" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
