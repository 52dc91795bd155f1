import Checkpoints
import Diagnostics
import Digests
import ExplainerCore
import Files
import JSON
import PluginHost
import PluginRegistry
import Synchronization

/// Names an answer by everything that went into it: program, plugin, model, entry point, texts, parameters.
final class ResultKey: Sendable {
  private let digests: FileDigests
  private let program: String
  private let models = Mutex<[String: String]>([:])

  /// Keys for answers of the program at `executable`.
  ///
  /// - Throws: where it cannot be read.
  init(executable: String, digests: FileDigests) throws(ExplainerError) {
    self.digests = digests
    program = try digests.digest(of: executable)
  }

  /// The key of a call.
  ///
  /// - Throws: where the model's or the plugin's files cannot be read.
  func key(
    _ target: RegisteredEntryPoint, _ model: ModelLocation, _ request: ExplanationRequest, wantsTensors: Bool
  ) throws(ExplainerError) -> String {
    let call: JSONValue = [
      "program": .string(program), "plugin": .string(try digests.digest(of: target.plugin.libraryPath)),
      "descriptor": .string(SHA256.hexadecimal(of: target.entryPoint.json.utf8())),
      "entry_point": .string(target.qualifiedName), "model": .string(try digest(of: model)),
      "name": .string(model.id), "texts": JSONValue(request.texts), "parameters": .object(request.parameters),
      "truncate": .bool(request.truncates), "tensors": .bool(wantsTensors),
    ]
    return SHA256.hexadecimal(of: call.utf8())
  }

  /// The digest of a model: of what `sha256sum` prints of its files, in order of their names.
  func digest(of model: ModelLocation) throws(ExplainerError) -> String {
    if let known = models.withLock({ $0[model.directory] }) { return known }
    let endings = [".json", ".txt", ".model", ".safetensors", ".bin"]
    let names = FileSystem.entries(of: model.directory).filter { name in
      endings.contains { name.hasSuffix($0) } && FileSystem.isFile("\(model.directory)/\(name)")
    }
    let digest = try digests.digest(of: names, in: model.directory)
    models.withLock { $0[model.directory] = digest }
    return digest
  }
}
