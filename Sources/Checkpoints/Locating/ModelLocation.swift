import Files

/// Where a model's files are, and how it was found.
public struct ModelLocation: Sendable, Hashable {
  /// How a model was found.
  public enum Origin: Sendable, Hashable {
    /// Among the demonstration models that come with the program.
    case embedded
    /// As a directory the user named.
    case directory
    /// In the local Hugging Face cache.
    case cache
  }

  /// What the user called it, without a revision.
  public let id: String
  /// The directory with `config.json`, or a GGUF file, which is all of a model.
  public let directory: String
  /// The commit, where the cache knows it.
  public let revision: String?
  /// How it was found.
  public let origin: Origin
  /// The folder of a LoRA adapter whose changes the model is used with; nil for the model as it is.
  public var adapter: String?

  /// Whether it is a GGUF file.
  public var isGGUF: Bool { directory.lowercased().hasSuffix(".gguf") && !FileSystem.isDirectory(directory) }

  /// The folders that are read for it, or the GGUF files, all those a model was split into.
  public var folders: [String] {
    (isGGUF ? GGUFParts.paths(of: directory) : [directory]) + (adapter.map { [$0] } ?? [])
  }

  /// A location from its parts.
  public init(
    id: String, directory: String, revision: String? = nil, origin: Origin, adapter: String? = nil
  ) {
    self.id = id
    self.directory = directory
    self.revision = revision
    self.origin = origin
    self.adapter = adapter
  }
}
