public import Checkpoints
public import Diagnostics
public import ExplainerCore
import Files
import TransformerModels

/// Finds and loads models for the commands that need no plugin.
public struct ModelCatalog: Sendable {
  private let locator: ModelLocator

  /// The models within reach of `installation`: embedded ones, directories, the local Hugging Face cache.
  public init(_ installation: Installation) {
    locator = ModelLocator(embeddedRoots: installation.modelFolders, environment: installation.environment)
  }

  /// Where the model called `name` lies.
  ///
  /// - Throws: `notFound` saying where it was looked for and how to get it.
  public func locate(_ name: String) throws(ExplainerError) -> ModelLocation {
    let found = try locator.locate(name)
    return ModelLocation(
      id: found.id, directory: FileSystem.absolute(found.directory), revision: found.revision,
      origin: found.origin)
  }

  /// The model called `name`, loaded into this process.
  ///
  /// - Throws: as `locate`; `badData`, `badShape` or `unsupported` for a checkpoint that cannot be run.
  public func load(_ name: String) throws(ExplainerError) -> any Model {
    do { return try ModelLoader.load(try locate(name)) } catch { throw .wrapping(error) }
  }
}
