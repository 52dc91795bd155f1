import Files
import JSON

extension CheckpointFolder {
  /// The folder of the language model in one of sentence-transformers, whose `modules.json` says where it is; nil where that
  /// is the folder itself, or nothing of the kind.
  ///
  /// Source: `SentenceTransformer.load` of sentence-transformers 5: the first module is the transformer, and its `path` a folder
  /// below.
  var transformerFolder: String? {
    let file = "\(path)/modules.json"
    guard FileSystem.isFile(file),
      let bytes = try? FileSystem.read(file, limit: DocumentBounds.settings.bytes),
      let modules = try? JSONValue(parsing: bytes, memory: DocumentBounds.settings.memory),
      let first = modules[0], first["type"]?.string?.hasSuffix(".Transformer") == true,
      let inner = first["path"]?.string, FileSystem.staysInside(inner),
      FileSystem.isFile("\(path)/\(inner)/config.json")
    else { return nil }
    return "\(path)/\(inner)"
  }
}
