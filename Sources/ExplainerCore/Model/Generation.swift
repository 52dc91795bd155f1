/// A continued text, and what the forward passes that made it left behind.
public struct Generation: Sendable {
  /// One token that was added.
  public struct Step: Sendable, Hashable {
    /// The token's id.
    public var id: Int
    /// Its probability at temperature 1 over the whole vocabulary, before any rule of generation.
    public var probability: Float
    /// The rules of generation after which another token than before had the greatest score, in order; empty where the
    /// rules left the model's own choice as it was.
    public var rules: [String]

    /// Creates a step.
    public init(id: Int, probability: Float, rules: [String] = []) {
      self.id = id
      self.probability = probability
      self.rules = rules
    }
  }

  /// The prompt's ids; of a sequence-to-sequence model those the decoder starts from.
  public var promptIDs: [Int]
  /// The tokens added, in order; at least one.
  public var steps: [Step]
  /// Whether an end-of-text token ended it (that token is the last step).
  public var endedByModel: Bool
  /// The sites asked for, over the prompt and all added tokens but the last: position `p` predicted token `p + 1`.
  public var trace: Trace

  /// Creates a generation from its parts.
  public init(promptIDs: [Int], steps: [Step], endedByModel: Bool, trace: Trace) {
    self.promptIDs = promptIDs
    self.steps = steps
    self.endedByModel = endedByModel
    self.trace = trace
  }

  /// Prompt and added tokens.
  public var ids: [Int] { promptIDs + steps.map(\.id) }
}
