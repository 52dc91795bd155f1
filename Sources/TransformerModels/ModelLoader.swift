public import Checkpoints
import Diagnostics
public import ExplainerCore

/// Makes models of checkpoints.
public enum ModelLoader {
  /// Loads the model at `location`: weights are mapped, not read, and checked against `config.json`.
  ///
  /// - Parameters:
  ///   - location: from `ModelLocator`.
  ///   - observer: hears how long loading and later passes took, stage by stage.
  /// - Throws: `unsupported` for a family or format that is not known, `badData` and `badShape` for files
  ///   that do not fit each other, `notFound` for files that are not there.
  public static func load(_ location: ModelLocation, observer: StageObserver? = nil) throws -> any Model {
    let timer = StageTimer(observer: observer)
    let configuration = try ModelConfiguration(path: "\(location.directory)/config.json")
    let construct = try ModelRegistry.constructor(for: configuration)
    let source = try ModelSource(location, configuration: configuration, timer: timer)
    return try timer.measure("map") { try construct(source) }
  }
}
