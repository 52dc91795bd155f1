public import Diagnostics
import JSON
import Tensors

/// A model in a GGUF file, in the words of a checkpoint: what its `config.json` would say, its weights by the names they
/// have there.
public struct GGUFCheckpoint: Sendable {
  /// The file.
  public let file: GGUFFile
  /// What `config.json` would say.
  public let configuration: ModelConfiguration
  /// The weights, where they lie.
  public let weights: CheckpointWeights

  /// Opens a file and translates what it says.
  ///
  /// - Throws: as `GGUFFile(path:)`, `unsupported` for an architecture that is not known or a file that is no model by
  ///   itself, `badData` for keys that are missing or cannot be used.
  public init(path: String) throws(ExplainerError) {
    file = try GGUFFile(path: path)
    let architecture = try Self.architecture(of: file)
    try Self.checkKeys(of: file, architecture)
    configuration = ModelConfiguration(path: path, object: try Self.settings(file, architecture))
    var names: [String: String] = [:]
    for entry in file.entries where entry.name != Self.factors {
      guard let name = architecture.name(of: entry.name) else {
        throw ExplainerError(
          .unsupported, "there is a tensor that models of this architecture do not have here",
          at: [path, "tensor '\(entry.name.cut(to: 80))'"], found: "architecture \(architecture.rawValue)")
      }
      names[entry.name] = name
    }
    weights = CheckpointWeights(file: file.content.renamed { names[$0] })
  }

  /// The tensor that positions' frequencies are divided by.
  private static let factors = "rope_freqs.weight"

  private static func architecture(of file: GGUFFile) throws(ExplainerError) -> GGUFArchitecture {
    guard let name = file["general.architecture"]?.string else {
      throw ExplainerError(.badData, "there is no 'general.architecture'", at: [file.path])
    }
    if let kind = file["general.type"]?.string, kind != "model" {
      throw ExplainerError(
        .unsupported, "is no model by itself", at: [file.path], found: "a file of kind '\(kind.cut(to: 80))'",
        remedy: "Pass the GGUF file of the model it belongs to")
    }
    if let parts = file["split.count"]?.int, parts > 1 {
      throw ExplainerError(
        .unsupported, "is one of the files a model was split into", at: [file.path], expected: "one file",
        found: "\(parts) files", remedy: "Join them with llama.cpp's `llama-gguf-split --merge`")
    }
    guard let architecture = GGUFArchitecture(rawValue: name) else {
      let known = GGUFArchitecture.allCases.map(\.rawValue)
      throw ExplainerError(
        .unsupported, "models of this architecture cannot be run from a GGUF file yet", at: [file.path],
        expected: known.joined(separator: ", "), found: name.cut(to: 80), remedy: ForeignFile.ggufRemedy)
    }
    return architecture
  }

  /// Refuses what a file says of its computation and nobody reads; what is 0, false or empty says nothing.
  private static func checkKeys(
    of file: GGUFFile, _ architecture: GGUFArchitecture
  ) throws(ExplainerError) {
    let prefix = "\(architecture.rawValue)."
    for (key, value) in file.metadata where key.hasPrefix(prefix) {
      let isSilent = value.double == 0 || value.bool == false || value.string == "" || value.strings == []
      guard !isSilent, !knownKeys.contains(String(key.dropFirst(prefix.count))) else { continue }
      throw ExplainerError(
        .unsupported, "says something of the computation that is not known here", at: [file.path],
        found: "'\(key.cut(to: 80))' \("\(value)".cut(to: 80))")
    }
    if let value = file["\(prefix)attention.causal"]?.bool, !value {
      throw ExplainerError(
        .unsupported, "reads texts from both sides, which models of this architecture do not here",
        at: [file.path], found: "'\(prefix)attention.causal' false")
    }
  }

  private static let knownKeys: Set<String> = [
    "attention.causal", "attention.head_count", "attention.head_count_kv", "attention.key_length",
    "attention.layer_norm_rms_epsilon", "attention.sliding_window", "attention.value_length", "block_count",
    "context_length", "embedding_length", "feed_forward_length", "rope.dimension_count", "rope.freq_base",
    "rope.scaling.factor", "rope.scaling.original_context_length", "rope.scaling.type", "vocab_size",
  ]

  private static func settings(
    _ file: GGUFFile, _ architecture: GGUFArchitecture
  ) throws(ExplainerError) -> JSONObject {
    func key(_ name: String) -> GGUFValue? { file["\(architecture.rawValue).\(name)"] }
    func whole(_ name: String) throws(ExplainerError) -> JSONValue? {
      guard let value = key(name) else { return nil }
      guard let number = value.int else { throw wrong(name, "a whole number") }
      return .integer(number)
    }
    func wrong(_ name: String, _ expected: String) -> ExplainerError {
      ExplainerError(
        .badData, "'\(architecture.rawValue).\(name)' cannot be used", at: [file.path], expected: expected,
        found: key(name).map { "\($0)".cut(to: 80) } ?? "nothing")
    }
    func number(_ name: String) throws(ExplainerError) -> JSONValue? {
      guard let value = key(name) else { return nil }
      guard let number = value.double else { throw wrong(name, "a number") }
      return .number(number)
    }
    guard let tokens = file["tokenizer.ggml.tokens"]?.strings else {
      throw ExplainerError(
        .badData, "there is no vocabulary", at: [file.path], expected: "tokenizer.ggml.tokens")
    }
    var settings: JSONObject = ["model_type": .string(architecture.family)]
    for (name, ours) in [
      ("block_count", "num_hidden_layers"), ("context_length", "max_position_embeddings"),
      ("embedding_length", "hidden_size"), ("feed_forward_length", "intermediate_size"),
      ("attention.head_count", "num_attention_heads"),
    ] {
      guard let value = try whole(name) else { throw wrong(name, "a whole number") }
      settings[ours] = value
    }
    settings["num_key_value_heads"] = try whole("attention.head_count_kv") ?? settings["num_attention_heads"]
    let size = try whole("attention.key_length")
    if let width = try whole("attention.value_length"), let size, size != width {
      throw wrong("attention.value_length", "\(size.int ?? 0), as wide as keys")
    }
    let heads = max(1, settings["num_attention_heads"]?.int ?? 1)
    settings["head_dim"] = size ?? .integer((settings["hidden_size"]?.int ?? 0) / heads)
    if let turned = try whole("rope.dimension_count"), turned != settings["head_dim"] {
      throw wrong("rope.dimension_count", "\(settings["head_dim"]?.int ?? 0): whole heads")
    }
    guard let epsilon = try number("attention.layer_norm_rms_epsilon") else {
      throw wrong("attention.layer_norm_rms_epsilon", "a number")
    }
    settings["rms_norm_eps"] = epsilon
    settings["rope_theta"] = try number("rope.freq_base") ?? 10_000
    if key("attention.sliding_window")?.int ?? 0 > 0 { throw wrong("attention.sliding_window", "none") }
    if let scaling = try positions(file, wrong, key) { settings["rope_scaling"] = scaling }
    if architecture.turnsNeighbours { settings["ggml_turns_neighbours"] = true }
    settings["vocab_size"] = .integer(tokens.count)
    settings["tie_word_embeddings"] = .bool(!file.entries.contains { $0.name == "output.weight" })
    for (name, ours) in [("bos", "bos_token_id"), ("eos", "eos_token_id")] {
      settings[ours] = file["tokenizer.ggml.\(name)_token_id"]?.int.map { .integer($0) }
    }
    return settings
  }

  /// How positions are stretched: by a tensor of divisors, as Llama 3's are, or by keys.
  private static func positions(
    _ file: GGUFFile, _ wrong: (String, String) -> ExplainerError, _ key: (String) -> GGUFValue?
  ) throws(ExplainerError) -> JSONValue? {
    if file.entries.contains(where: { $0.name == factors }) {
      let divisors = try file.tensor(named: factors).values
      return ["rope_type": "ggml", "factors": .array(divisors.map { .number(Double($0)) })]
    }
    switch key("rope.scaling.type")?.string {
    case nil, "none": return nil
    case "linear":
      guard let factor = key("rope.scaling.factor")?.double else {
        throw wrong("rope.scaling.factor", "a number")
      }
      return ["rope_type": "linear", "factor": .number(factor)]
    default: throw wrong("rope.scaling.type", "none or linear")
    }
  }
}
