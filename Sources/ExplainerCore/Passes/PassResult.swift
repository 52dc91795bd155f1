/// What a pass left: values and derivatives at the sites asked for, text by text.
public struct PassResult: Sendable {
  /// What was captured, one trace a text.
  public var traces: [Trace]
  /// Derivatives of the objective, one trace a text, each site in the shape of its values; none without an objective.
  public var gradients: [Trace]
  /// The objective's value for each text; 0 for a text without terms, none without an objective.
  public var objectiveValues: [Double]
  /// What is worth knowing with the result, one sentence each.
  public var notes: [String]

  /// A result of these parts.
  public init(
    traces: [Trace], gradients: [Trace] = [], objectiveValues: [Double] = [], notes: [String] = []
  ) {
    self.traces = traces
    self.gradients = gradients
    self.objectiveValues = objectiveValues
    self.notes = notes
  }
}
