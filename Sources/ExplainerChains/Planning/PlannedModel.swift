public import Checkpoints
public import ExplainerCore

/// A model of a script, found.
public struct PlannedModel: Sendable {
  /// Where it lies.
  public let location: ModelLocation
  /// What it says of itself.
  public let info: ModelInfo

  /// A model from its parts.
  public init(location: ModelLocation, info: ModelInfo) {
    self.location = location
    self.info = info
  }
}
