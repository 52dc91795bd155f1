import Checkpoints
import Diagnostics
import ExplainerHost
import Files
import HuggingFaceHub
import JSON
import TransformerModels

/// A model on this machine, as `models list` shows it.
struct LocalModel {
  /// What `--model` takes.
  let name: String
  /// Whether it came with the program.
  let isEmbedded: Bool
  /// Its directory; nil where it is not complete.
  let directory: String?
  /// The commit, where there is one.
  let revision: String?
  /// `model_type`, where its configuration can be read.
  let family: String?
  /// What its files take, in bytes.
  let size: Int
  /// Why it cannot be run; nil where it can, as far as its configuration says.
  let problem: ExplainerError?

  /// All there are: the program's own, then those of the cache.
  static func all(_ catalog: ModelCatalog) -> [LocalModel] {
    catalog.locator.embeddedNames.map { LocalModel($0, catalog, cached: nil) }
      + catalog.locator.cache.ids.compactMap { name in
        HubID(name).map { LocalModel(name, catalog, cached: CachedModel($0, in: catalog.locator.cache)) }
      }
  }

  private init(_ name: String, _ catalog: ModelCatalog, cached: CachedModel?) {
    self.name = name
    isEmbedded = cached == nil
    var problem: ExplainerError?
    var location: ModelLocation?
    do throws(ExplainerError) {
      // (An embedded model or a directory of the same name does not hide what the cache holds.)
      if let id = HubID(name), cached != nil {
        location = try catalog.locator.cache.locate(id)
      } else {
        location = try catalog.locate(name)
      }
    } catch {
      problem = error
      problem?.location = []
      problem?.remedy = nil
    }
    directory = location?.directory
    revision = location?.revision
    let folder = location?.directory
    size =
      cached?.size
      ?? folder.map { folder in
        FileSystem.files(below: folder).reduce(0) { $0 + (FileSystem.size("\(folder)/\($1)") ?? 0) }
      } ?? 0
    let configuration = folder.flatMap { try? ModelConfiguration(path: "\($0)/config.json") }
    let family = configuration?.value("model_type")?.string
    self.family = family
    if problem == nil, let family, !ModelRegistry.families.contains(family) {
      problem = ExplainerError(.unsupported, "this family cannot be run yet")
    }
    if problem == nil, let folder, !CheckpointFolder(folder).hasWeights {
      problem = ExplainerError(.unsupported, "there are no weights that can be read")
    }
    self.problem = problem
  }

  /// The JSON form.
  var json: JSONValue {
    [
      "name": .string(name), "embedded": .bool(isEmbedded),
      "directory": directory.map { .string($0) } ?? .null, "revision": revision.map { .string($0) } ?? .null,
      "family": family.map { .string($0) } ?? .null, "bytes": .integer(size), "ready": .bool(problem == nil),
      "problem": problem.map { .string($0.message) } ?? .null,
    ]
  }
}
