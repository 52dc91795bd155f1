public import ExplainerCore

extension Report {
  /// One step of a script on one text or point of a grid.
  public struct Entry: Sendable {
    /// How a step ended.
    public enum Outcome: Sendable {
      /// It explained.
      case explained(ExplanationDocument)
      /// It failed, for the reason given in words.
      case failed(String)
      /// It was not run, for the reason given in words.
      case skipped(String)
    }

    /// The step's id in the script; part of the address of its figures, with the number of its section.
    public var step: String
    /// What a reader calls it.
    public var title: String
    /// How it ended.
    public var outcome: Outcome

    /// Creates an entry; without a title it is called by its step.
    public init(step: String, title: String = "", outcome: Outcome) {
      self.step = step
      self.title = title.isEmpty ? step : title
      self.outcome = outcome
    }
  }
}
