public import Diagnostics
public import ExplainerCore

/// What came of one run of a step.
public struct StepOutcome: Sendable {
  /// How it ended.
  public enum Result: Sendable {
    /// With an explanation.
    case explained(ExplanationDocument)
    /// With an error.
    case failed(ExplainerError)
    /// It was not done: the reason in words.
    case skipped(String)
  }

  /// The step's id.
  public let step: String
  /// What the script calls it, filled in; nil where it does not say.
  public var title: String?
  /// Where it was done.
  public let point: ChainPoint
  /// Which element of its `each` it was done for; nil without.
  public let element: Int?
  /// Whether the report shows it.
  public let isReported: Bool
  /// How it ended.
  public let result: Result

  /// The run in a few words, for messages: `lens, text 3, element 2`.
  public var label: String {
    (["\(step) on \(point.label)"] + ["text \(point.textIndex + 1)"]
      + (element.map { ["element \($0 + 1)"] } ?? [])).joined(separator: ", ")
  }
}
