import Checkpoints
import Diagnostics
import Digests
import ExplainerCore
import Files
import JSON
import PluginHost
import PluginRegistry
import Synchronization

/// Names an answer by everything that went into it: program, plugin, model, entry point, texts, parameters, files.
final class ResultKey: Sendable {
  private let digests: FileDigests
  private let program: String
  private let models = Mutex<[String: Model]>([:])

  /// A model as it was when it was first asked about.
  private struct Model {
    let digest: String
    /// What tells its files from any others.
    var stamps: [String: [Int]]
  }

  /// Keys for answers of the program at `executable`.
  ///
  /// - Throws: where it cannot be read.
  init(executable: String, digests: FileDigests) throws(ExplainerError) {
    self.digests = digests
    program = try digests.digest(of: executable)
  }

  /// The key of a call.
  ///
  /// - Throws: where the model's, the plugin's or the call's files cannot be read.
  func key(
    _ target: RegisteredEntryPoint, _ model: ModelLocation, _ request: ExplanationRequest, wantsTensors: Bool
  ) throws(ExplainerError) -> String {
    var files = JSONObject()
    for file in target.plugin.dataFiles { files[file.name] = .string(try digests.digest(of: file.path)) }
    for file in request.files { files[file.name] = .string(try digest(of: file)) }
    let call: JSONValue = [
      "program": .string(program), "plugin": .string(try digests.digest(of: target.plugin.libraryPath)),
      "descriptor": .string(SHA256.hexadecimal(of: target.entryPoint.json.utf8())),
      "entry_point": .string(target.qualifiedName), "model": .string(try digest(of: model)),
      "name": .string(model.id), "texts": JSONValue(request.texts), "parameters": .object(request.parameters),
      "files": .object(files),
      "truncate": .bool(request.truncates), "tensors": .bool(wantsTensors),
    ]
    return SHA256.hexadecimal(of: call.utf8())
  }

  /// The digest of a file that was given to a parameter.
  ///
  /// - Throws: where it cannot be read, and `badData` where it is no longer the one that was looked at.
  private func digest(of file: LentFile) throws(ExplainerError) -> String {
    let digest = try digests.digest(of: file.path)
    guard FileSystem.stamp(file.path) == file.stamp else {
      throw ExplainerError(
        .badData, "the file was changed while the chain ran", at: [file.path],
        remedy: "leave it as it is until the chain ends")
    }
    return digest
  }

  /// The digest of a model: of what `sha256sum` prints of its files, in order of their names; of one that was asked about
  /// before what it was then.
  ///
  /// A model with an adapter has that of both digests, a line each.
  ///
  /// - Throws: where a file cannot be read, and `badData` where the model is no longer what it was: an answer must not be
  ///   taken for one of other weights.
  func digest(of model: ModelLocation) throws(ExplainerError) -> String {
    let base = try digest(ofFolder: model.directory)
    guard let adapter = model.adapter else { return base }
    return try SHA256.hexadecimal(of: Array("\(base)\n\(digest(ofFolder: adapter))\n".utf8))
  }

  private func digest(ofFolder directory: String) throws(ExplainerError) -> String {
    guard FileSystem.isDirectory(directory) else {
      // A GGUF file is all of a model, or those it was split into.
      return try digest(
        of: GGUFParts.paths(of: directory).map(FileSystem.name), in: FileSystem.folder(of: directory),
        as: directory)
    }
    let endings = [".json", ".txt", ".model", ".safetensors", ".bin"]
    let names = FileSystem.entries(of: directory).filter { name in
      endings.contains { name.hasSuffix($0) } && FileSystem.isFile("\(directory)/\(name)")
    }
    return try digest(of: names, in: directory, as: directory)
  }

  /// The digest of files in a folder, remembered under the model's path.
  private func digest(
    of names: [String], in directory: String, as model: String
  ) throws(ExplainerError) -> String {
    // Before anything is read: what changes meanwhile then shows next time.
    var stamps: [String: [Int]] = [:]
    for name in names { stamps[name] = FileSystem.stamp("\(directory)/\(name)") }
    let known = models.withLock { $0[model] }
    if let known, known.stamps == stamps { return known.digest }
    let digest = try digests.digest(of: names, in: directory)
    // Files that were only touched, or put there again, are what they were.
    guard known == nil || known?.digest == digest else {
      throw ExplainerError(
        .badData, "the model was changed while the chain ran", at: [model],
        remedy: "leave it as it is until the chain ends; --resume goes by what it is then")
    }
    models.withLock { $0[model] = Model(digest: digest, stamps: stamps) }
    return digest
  }
}
