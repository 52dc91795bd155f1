import ExplainerCore
import PluginRegistry

/// A step together with what it runs.
struct PlannedStep: Sendable {
  let step: ChainStep
  let target: RegisteredEntryPoint
  /// Whether it reads the point's own texts, and so what other steps read.
  var readsPoint: Bool { step.texts == nil }
}
