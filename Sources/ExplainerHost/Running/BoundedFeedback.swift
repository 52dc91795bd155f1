import ExplainerCore
import PluginHost

/// Passes on what happens while a call runs, but of what the plugin says no more than an `OutputBudget`.
final class BoundedFeedback: Sendable {
  private let observe: @Sendable (EntryPointRunner.Event) -> Void
  private let budget = OutputBudget()

  init(_ observe: @escaping @Sendable (EntryPointRunner.Event) -> Void) { self.observe = observe }

  /// Takes one event.
  func receive(_ event: EntryPointRunner.Event) {
    switch event {
    case .log(_, let message):
      if budget.admits(bytes: message.utf8.count) { observe(event) }
    case .printed(let bytes):
      let shown = budget.admitted(bytes)
      if !shown.isEmpty { observe(.printed(shown)) }
    case .progress, .stage: observe(event)
    }
  }

  /// Counts log lines that the worker did not send.
  func leaveOut(_ count: OutputBudget.LeftOut) { budget.leaveOut(count) }

  /// Says once how much was left out, if anything was.
  func finish() {
    let leftOut = budget.leftOut
    if let text = leftOut.text { observe(.log(.warning, text)) }
  }
}
