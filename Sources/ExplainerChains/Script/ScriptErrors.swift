public import Diagnostics

/// Everything that is wrong with a script; at least one thing.
public struct ScriptErrors: Error, Sendable {
  /// What is wrong, in the order of the script.
  public let errors: [ExplainerError]
}
