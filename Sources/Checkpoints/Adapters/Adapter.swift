public import Diagnostics
import Files

/// A LoRA adapter as peft saves it: what it changes of which weights of a model.
public struct Adapter: Sendable {
  /// Its folder.
  public let path: String
  /// The model it was made for, as its maker called it.
  public let base: String?
  let file: TensorFile
  /// What is added to weights, by their names in the model that was adapted.
  private(set) var changes: [String: LowRankChange] = [:]
  /// What takes the place of weights, by their names in the model that was adapted.
  private(set) var replacements: [String: StoredTensor] = [:]

  /// Reads the adapter in `directory`: `adapter_config.json` and `adapter_model.safetensors`, else `.bin`.
  ///
  /// - Throws: `notFound` for a folder without an adapter, `unsupported` for other kinds than LoRA and for what is not known
  ///   of it, `badData` and `badShape` for files that are damaged or do not fit each other.
  public init(directory: String) throws(ExplainerError) {
    let configurationPath = "\(directory)/adapter_config.json"
    guard FileSystem.isFile(configurationPath) else {
      throw ExplainerError(
        .notFound, "holds no adapter: there is no adapter_config.json", at: [directory],
        remedy: FileSystem.isFile("\(directory)/config.json")
          ? "It holds a whole model: pass it as the model"
          : "Pass the folder that `save_pretrained` of peft wrote")
    }
    let configuration = try AdapterConfiguration(path: configurationPath)
    let names = ["adapter_model.safetensors", "adapter_model.bin"]
    guard let name = names.first(where: { FileSystem.isFile("\(directory)/\($0)") }) else {
      throw ExplainerError(
        .notFound, "the adapter's weights are missing", at: [directory], expected: names[0])
    }
    path = directory
    base = configuration.base
    file = try TensorFile(path: "\(directory)/\(name)")
    var parts: [String: LowRankParts] = [:]
    for entry in file.entries { try take(entry, &parts) }
    for (module, parts) in parts {
      changes["\(module).weight"] = try parts.change(of: module, configuration, in: file)
    }
    guard !changes.isEmpty || !replacements.isEmpty else {
      throw ExplainerError(.badData, "the adapter changes nothing: it holds no weights", at: [file.path])
    }
  }

  /// Puts a tensor where its name says.
  private mutating func take(
    _ entry: StoredTensor, _ parts: inout [String: LowRankParts]
  ) throws(ExplainerError) {
    let start = "base_model.model."
    guard entry.name.hasPrefix(start) else {
      throw unknown(entry, "a name that begins with '\(start)'")
    }
    let name = String(entry.name.dropFirst(start.count))
    for (end, part) in LowRankParts.ends where name.hasSuffix(end) {
      return parts[String(name.dropLast(end.count)), default: LowRankParts()][keyPath: part] = entry
    }
    // Names of what peft wraps modules in, where whole weights are kept.
    let words = name.split(separator: ".", omittingEmptySubsequences: false)
    guard !words.contains(where: { $0.hasPrefix("lora_") || Self.wrappers.contains(String($0)) }) else {
      throw unknown(entry, "lora_A, lora_B, and whole weights")
    }
    replacements[words.filter { $0 != "base_layer" && $0 != "modules_to_save" }.joined(separator: ".")] =
      entry
  }

  private static let wrappers: Set<String> = ["token_adapter", "trainable_tokens_delta", "original_module"]

  private func unknown(_ entry: StoredTensor, _ expected: String) -> ExplainerError {
    ExplainerError(
      .unsupported, "the adapter holds a tensor that is not known here", at: [file.path], expected: expected,
      found: "'\(entry.name.cut(to: 120))'", remedy: AdapterConfiguration.remedy)
  }
}
