public import Diagnostics
import Files

/// What lies in the folder of a model, looked at where it is not what a checkpoint is made of, to say what it is.
public struct CheckpointFolder: Sendable {
  /// The folder.
  let path: String

  /// The folder at `path`.
  public init(_ path: String) { self.path = path }

  /// Throws `badData` where files are notes of Git LFS, which a clone without it leaves in place of large files.
  ///
  /// - Complexity: looks at the sizes of all files, and reads those few bytes of the ones that are as short.
  public func checkNoPointers() throws(ExplainerError) {
    let pointers = names.filter { name in
      let file = "\(path)/\(name)"
      // "version", "oid" and "size" take about 130 bytes; the format allows a few lines more.
      guard let size = FileSystem.size(file), (100...512).contains(size), FileSystem.isFile(file),
        let bytes = try? FileSystem.read(file, limit: 512)
      else { return false }
      return ForeignFile(startingWith: bytes) == .gitPointer
    }
    guard !pointers.isEmpty else { return }
    throw ExplainerError(
      .badData, "Git LFS has left notes in place of files: \(Self.list(pointers))", at: [path],
      expected: "the files themselves", remedy: ForeignFile.pointerRemedy)
  }

  /// Whether there are weights in a form that is read here.
  package var hasWeights: Bool {
    CheckpointWeights.forms.contains { FileSystem.isFile("\(path)/\($0.name)") }
  }

  /// Whether there is a tokenizer, in any of its forms.
  var hasTokenizer: Bool {
    names.contains {
      $0 == "vocab.txt" || $0 == "vocab.json" || $0.hasPrefix("tokenizer") && $0.hasSuffix(".json")
    }
  }

  /// Why a folder without `config.json` cannot be a model: what it has, and where a model is nearby.
  ///
  /// - Parameter name: what the user called it.
  func withoutConfiguration(_ name: String) -> ExplainerError {
    if let special = special { return special }
    let message = "holds no model: there is no config.json"
    let nearby = nearbyModels(named: name)
    if !nearby.isEmpty {
      return ExplainerError(.notFound, message, at: [name], remedy: Self.pass(nearby))
    }
    if let weights = names.first(where: { $0.hasSuffix(".safetensors") || $0 == "pytorch_model.bin" }) {
      return ExplainerError(
        .notFound, message, at: [name], found: "weights (\(weights))",
        remedy: "Put config.json and the tokenizer's files of that model beside them")
    }
    return ExplainerError(
      .notFound, message, at: [name], remedy: "Pass the directory of a Hugging Face checkpoint")
  }

  /// Why the folder has no weights: there are none, or in other forms.
  func withoutWeights() -> ExplainerError {
    if let special = special { return special }
    for (start, end) in [("model", ".safetensors"), ("pytorch_model", ".bin")] {
      guard let shard = names.first(where: { $0.hasPrefix("\(start)-") && $0.hasSuffix(end) }) else {
        continue
      }
      return ExplainerError(
        .notFound, "the index of the shards is missing", at: [path], expected: "\(start)\(end).index.json",
        found: "shards (\(shard))", remedy: "Download or copy the checkpoint completely")
    }
    if let shards = names.first(where: { $0.hasPrefix("global_step") || $0.hasPrefix("pytorch_model_fsdp") })
    {
      return ExplainerError(
        .unsupported, "the weights are spread over a training run's processes", at: [path],
        expected: "model.safetensors", found: shards,
        remedy: names.contains("zero_to_fp32.py")
          ? "Put them together with DeepSpeed: `python zero_to_fp32.py . .` in that folder"
          : "Put them together: `accelerate merge-weights` of Hugging Face writes model.safetensors")
    }
    if let format = format {
      return ExplainerError(
        .unsupported, "the weights are in a format that is not read here", at: [path],
        expected: "model.safetensors",
        found: format.file, remedy: format.remedy)
    }
    if let other = names.first(where: { $0.hasSuffix(".safetensors") }) {
      return ExplainerError(
        .notFound, "the weights have another name", at: [path], expected: "model.safetensors", found: other,
        remedy: "If these are the model's weights, rename or link the file to model.safetensors")
    }
    let nearby = nearbyModels(named: path)
    return ExplainerError(
      .notFound, "there are no weights", at: [path],
      expected: "model.safetensors or model.safetensors.index.json",
      remedy: nearby.isEmpty
        ? "Download the checkpoint completely, or pass the directory that holds it"
        : Self.pass(nearby))
  }

  /// The names in the folder, sorted; where it may not be listed (a worker may read the model in a home folder, and not
  /// what else is there) those that are usual.
  var names: [String] {
    let all = FileSystem.entries(of: path)
    return all.isEmpty ? Self.usualNames.filter { FileSystem.isFile("\(path)/\($0)") } : all
  }

  private static let usualNames = [
    "added_tokens.json", "config.json", "flax_model.msgpack", "generation_config.json", "merges.txt",
    "model.onnx",
    "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
    "special_tokens_map.json", "spiece.model", "tf_model.h5", "tokenizer.json", "tokenizer_config.json",
    "vocab.json",
    "vocab.txt",
  ]

  private static func pass(_ folders: [String]) -> String {
    folders.count == 1
      ? "Pass \(folders[0]), which holds a model" : "Pass one of those that hold models: \(list(folders))"
  }

  static func list(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
  }
}
