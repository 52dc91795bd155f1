public import ExplainerHost

/// What happens while a chain runs.
public enum ChainEvent: Sendable {
  /// A run of a step begins, the `number`th (from 1) of about `total`.
  case began(step: String, point: ChainPoint, number: Int, total: Int)
  /// What the worker says meanwhile.
  case feedback(EntryPointRunner.Event)
  /// A run has ended; `wasKept` where an earlier answer was used again.
  case ended(StepOutcome, wasKept: Bool)
  /// Something the author should know, such as that results are no longer kept.
  case warning(String)
}
