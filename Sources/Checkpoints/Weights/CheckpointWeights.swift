public import Diagnostics
import Files
import JSON

/// The weights of a checkpoint by name, whether they lie in one file or in shards, in safetensors or as `torch.save` writes
/// them.
///
/// Of shards the index says which files there are, their headers what is in them, as in transformers 5.24.0: a name that
/// the index leaves out or maps to another shard is found where it is, and one that no shard holds matters only where
/// it is needed. In two shards, the last in the order of names counts.
public struct CheckpointWeights: Sendable {
  /// Where the weights are, for messages: the file, or the index of the shards.
  public let path: String
  let files: [TensorFile]
  let fileIndices: [String: Int]
  /// What an adapter makes of them.
  var adaptation: Adaptation?
  /// What their user should know, one sentence each.
  public let warnings: [String]
  /// What the file calls the tensors; empty where they have their own names.
  private let namesInFile: [String: String]

  /// The files that weights begin with, the first that is there counts: as in transformers 5.24.0.
  static let forms: [(name: String, isIndex: Bool)] = [
    ("model.safetensors", false), ("model.safetensors.index.json", true), ("pytorch_model.bin", false),
    ("pytorch_model.bin.index.json", true),
  ]

  /// Opens the weights of the checkpoint in `directory`: `model.safetensors`, else the shards its index
  /// names, else the same of `pytorch_model.bin`.
  ///
  /// - Throws: `notFound` if there are none, `unsupported` if they are there in another format only,
  ///   `badData` if a file is damaged or the index does not fit it.
  public init(directory: String) throws(ExplainerError) {
    guard let form = Self.forms.first(where: { FileSystem.isFile("\(directory)/\($0.name)") }) else {
      throw CheckpointFolder(directory).withoutWeights()
    }
    let path = "\(directory)/\(form.name)"
    if form.isIndex {
      try self.init(index: path, directory: directory)
    } else {
      try self.init(path: path, files: [TensorFile(path: path)])
    }
  }

  /// The weights in files that have each once.
  ///
  /// - Parameter namesInFile: what a file calls them, where it has other names.
  init(path: String, files: [TensorFile], namesInFile: [String: String] = [:]) {
    self.path = path
    self.files = files
    self.namesInFile = namesInFile
    warnings = []
    fileIndices = Dictionary(
      files.enumerated().flatMap { index, file in file.entries.map { ($0.name, index) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The weights in files that are open, the last of which counts for a name.
  init(path: String, files: [TensorFile], warnings: [String]) {
    self.path = path
    self.files = files
    self.warnings = warnings
    namesInFile = [:]
    fileIndices = Dictionary(
      files.enumerated().flatMap { index, file in file.entries.map { ($0.name, index) } },
      uniquingKeysWith: { _, last in last })
  }

  private init(index: String, directory: String) throws(ExplainerError) {
    let map = try ModelConfiguration(path: index).value("weight_map")
    guard let members = map?.object?.members else {
      throw ExplainerError(.badData, "there is no 'weight_map'", at: [index])
    }
    var shards: Set<String> = []
    for (name, value) in members {
      // A shard is a neighbour of its index; anything else would let an index reach for files elsewhere.
      guard let shard = value.string, !shard.isEmpty, !shard.contains("/"), !shard.hasPrefix(".") else {
        throw ExplainerError(
          .badData, "'\(name)' is not mapped to a file beside the index", at: [index], found: value.text())
      }
      shards.insert(shard)
    }
    var files: [TensorFile] = []
    var fileIndices: [String: Int] = [:]
    var twice: [String] = []
    for shard in shards.sorted() {
      let path = "\(directory)/\(shard)"
      guard FileSystem.isFile(path) else {
        throw ExplainerError(
          .notFound, "the shard '\(shard)' is missing", at: [index], remedy: "Download the checkpoint again"
        )
      }
      let file = try TensorFile(path: path)
      for entry in file.entries where fileIndices.updateValue(files.count, forKey: entry.name) != nil {
        twice.append(entry.name)
      }
      files.append(file)
    }
    self.path = index
    self.files = files
    self.fileIndices = fileIndices
    namesInFile = [:]
    warnings =
      twice.isEmpty
      ? []
      : [
        "shards hold tensors twice (\(CheckpointFolder.list(twice))): that in the last file counts, "
          + "as in transformers 5"
      ]
  }

  /// The names of all tensors, in the order of their files; behind them what an adapter has put there.
  public var names: [String] {
    storedNames + (adaptation?.addedNames ?? []).filter { fileIndices[$0] == nil }
  }

  /// The names of the tensors in the files.
  var storedNames: [String] {
    files.enumerated().flatMap { number, file in file.entries.map(\.name).filter { fileIndices[$0] == number }
    }
  }

  /// Whether sizes are said by the file that the weights lie in, and not by `config.json`.
  var describeThemselves: Bool { !namesInFile.isEmpty }

  /// What the file calls a tensor, for messages.
  func nameInFile(_ name: String) -> String { namesInFile[name] ?? name }

  /// Whether there is a tensor of this name.
  public func contains(_ name: String) -> Bool {
    fileIndices[name] != nil || adaptation?.adds(name) ?? false
  }

  /// The tensor's entry, or nil if there is none of this name.
  public func entry(named name: String) -> StoredTensor? { stored(name)?.entry }
}
