public import Diagnostics
import Tensors

/// A model in a GGUF file, or in those it was split into, in the words of a checkpoint: what its `config.json` would say, its
/// weights by the names they have there.
public struct GGUFCheckpoint: Sendable {
  /// The files.
  public let parts: GGUFParts
  /// What `config.json` would say.
  public let configuration: ModelConfiguration
  /// The weights, where they lie.
  public let weights: CheckpointWeights

  /// Opens a file and translates what it says.
  ///
  /// - Throws: as `GGUFParts(path:)`, `unsupported` for an architecture that is not known or a file that is no model by
  ///   itself, `badData` for keys that are missing or cannot be used.
  public init(path: String) throws(ExplainerError) {
    parts = try GGUFParts(path: path)
    let architecture = try GGUFArchitecture.of(parts.first)
    let keys = GGUFKeys(parts, architecture: architecture.name)
    var settings = GGUFSettings(keys: keys)
    try architecture.settings(&settings)
    try keys.checkAllRead()
    configuration = ModelConfiguration(path: path, object: settings.object)

    var names: [String: String] = [:]
    var files: [TensorFile] = []
    for file in parts.files {
      var entries: [StoredTensor] = []
      for entry in file.entries where !GGUFSettings.factors.contains(entry.name) {
        guard let translated = architecture.names.entries(for: entry) else {
          throw ExplainerError(
            .unsupported, "there is a tensor that models of this architecture do not have here",
            at: [file.path, "tensor '\(entry.name.cut(to: 80))'"], found: "architecture \(architecture.name)")
        }
        for one in translated where names.updateValue(entry.name, forKey: one.name) != nil {
          throw ExplainerError(
            .badData, "a tensor is there twice", at: [file.path, "tensor '\(entry.name.cut(to: 80))'"])
        }
        entries += translated
      }
      files.append(file.content.with(entries))
    }
    weights = CheckpointWeights(path: path, files: files, namesInFile: names)
  }
}
