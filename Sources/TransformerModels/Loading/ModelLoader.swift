public import Checkpoints
import Diagnostics
public import ExplainerCore
import Tensors

/// Makes models of checkpoints.
public enum ModelLoader {
  /// Loads the model at `location`: weights are mapped, not read, and checked against `config.json`.
  ///
  /// - Parameters:
  ///   - location: from `ModelLocator`.
  ///   - observer: hears how long loading and later passes took, and how far they are.
  /// - Throws: `unsupported` for a family or format that is not known, `badData` and `badShape` for files
  ///   that do not fit each other, `notFound` for files that are not there.
  public static func load(_ location: ModelLocation, observer: ModelObserver? = nil) throws -> any Model {
    let timer = StageTimer(observer: observer)
    if location.isGGUF {
      let checkpoint = try timer.measure("map") { () throws(ExplainerError) in
        try GGUFCheckpoint(path: location.directory)
      }
      let configuration = checkpoint.configuration
      return try model(
        ModelRegistry.family(of: configuration),
        ModelSource(location, checkpoint, configuration: configuration, timer: timer))
    }
    try CheckpointFolder(location.directory).checkNoPointers()
    let file = try ModelConfiguration(path: "\(location.directory)/config.json")
    let quantization = try file.quantization()
    let family = try family(of: file, at: location)
    let configuration = file.withoutQuantization.withStandardNames(family.standardNames)
    return try model(
      family,
      ModelSource(location, configuration: configuration, quantization: quantization, timer: timer))
  }

  /// The model that a family makes of the files of a checkpoint.
  private static func model(
    _ family: ModelRegistry.Family, _ source: ModelSource
  ) throws -> TransformerModel {
    var source = source
    do {
      return try source.timer.measure("map") { () throws -> TransformerModel in
        let recipe = try family.recipe(source.configuration)
        if let quantization = source.quantization, recipe.style.layout == .inputOutput {
          throw ExplainerError(
            .unsupported, "quantised weights of \(recipe.title) are not read: they lie with outputs first",
            at: [source.location.directory], found: quantization.title,
            remedy: "Pass the checkpoint that this one was made from, before it was quantised")
        }
        if let adapter = source.adapter {
          source.weights = source.weights.adapted(
            by: adapter, isTransposed: recipe.style.layout == .inputOutput)
        }
        return try TransformerModel(recipe, source)
      }
    } catch {
      throw explained(error, by: source.configuration)
    }
  }

  /// The family of a checkpoint; where it is not known, the error says whose weights it has.
  private static func family(
    of file: ModelConfiguration, at location: ModelLocation
  ) throws(ExplainerError) -> ModelRegistry.Family {
    do { return try ModelRegistry.family(of: file) } catch {
      guard error.code == .unsupported, error.remedy == nil,
        let weights = try? CheckpointWeights(directory: location.directory)
      else { throw error }
      var error = error
      error.remedy = FamilyLikeness.remedy(for: file, weights)
      throw error
    }
  }

  /// A misfit of weights and configuration, with what the configuration says twice, which may be why.
  private static func explained(_ error: any Error, by configuration: ModelConfiguration) -> any Error {
    guard var error = error as? ExplainerError, error.code == .badShape || error.code == .badData,
      let reason = configuration.contradictions.first
    else { return error }
    error.remedy = reason
    return error
  }
}
