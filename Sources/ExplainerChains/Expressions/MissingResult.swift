/// Why a step has no result.
public struct MissingResult: Sendable, Hashable {
  /// The step's id.
  public var step: String
  /// In words, behind "the step": `failed`, `was left out: its condition does not hold`.
  public var reason: String
  /// Whether a failure is the cause, its own or that of a step it needs.
  ///
  /// `??` has another value for a step that was left out as its script wants it, not for one whose result should be there.
  public var isFailure: Bool
}
