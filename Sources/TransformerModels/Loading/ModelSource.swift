import Checkpoints
import Diagnostics
import Files
import JSON
import Tokenization

/// What a family's constructor gets: the files of a checkpoint, opened.
struct ModelSource: Sendable {
  let location: ModelLocation
  let configuration: ModelConfiguration
  /// `generation_config.json`, where there is one.
  let generation: ModelConfiguration?
  /// The weights; of a model that is used with an adapter, once its family is known, what the adapter makes of them.
  var weights: CheckpointWeights
  /// The LoRA adapter that the model is used with.
  let adapter: Adapter?
  let tokenizer: Tokenizer
  let timer: StageTimer
  /// How the weights were quantised; nil where they were not, or lie in a GGUF file.
  let quantization: Quantization?

  /// What was odd about the files so far, one sentence each.
  var warnings: [String] {
    configuration.contradictions + weights.warnings + (adapterWarning.map { [$0] } ?? [])
  }

  /// An adapter that was made for a model of another name, or one that lies here and is not used.
  private var adapterWarning: String? {
    guard let adapter else {
      return FileSystem.isFile("\(location.directory)/adapter_config.json")
        ? "an adapter lies beside the weights and is not used: --adapter \(location.directory) does that"
        : nil
    }
    let names = [location.id, location.directory, configuration.value("_name_or_path")?.string ?? ""]
    guard let base = adapter.base, !base.isEmpty,
      !names.contains(where: { FileSystem.name(of: $0) == FileSystem.name(of: base) })
    else { return nil }
    return "the adapter was made for '\(base.cut(to: 80))'; its weights fit this model, too: is it the same?"
  }

  /// The model in a GGUF file, which is all of its checkpoint.
  init(
    _ location: ModelLocation, _ file: GGUFCheckpoint, configuration: ModelConfiguration, timer: StageTimer
  ) throws(ExplainerError) {
    self.location = location
    self.configuration = configuration
    self.timer = timer
    weights = file.weights
    adapter = nil
    if let adapter = location.adapter {
      // (Rows of queries and keys lie in another order there.)
      throw ExplainerError(
        .unsupported, "adapters are not used with GGUF files", at: [adapter],
        remedy: "Pass the checkpoint that the GGUF was made from")
    }
    tokenizer = try timer.measure("tokenizer") { () throws(ExplainerError) in
      try Tokenizer(file.parts.first.vocabulary(), path: file.parts.first.path)
    }
    generation = nil
    quantization = nil
  }

  /// Opens the checkpoint at `location`.
  init(
    _ location: ModelLocation, configuration: ModelConfiguration, quantization: Quantization?,
    timer: StageTimer
  ) throws {
    self.location = location
    self.configuration = configuration
    self.timer = timer
    self.quantization = quantization
    weights = try timer.measure("map") { () throws(ExplainerError) in
      let stored = try CheckpointWeights(directory: location.directory)
      guard let quantization else { return stored }
      return try stored.decoded(as: quantization)
    }
    adapter = try location.adapter.map { path throws(ExplainerError) in try Adapter(directory: path) }
    tokenizer = try timer.measure("tokenizer") { try Tokenizer(directory: location.directory) }
    let path = "\(location.directory)/generation_config.json"
    generation = FileSystem.isFile(path) ? try ModelConfiguration(path: path) : nil
  }

  /// How the checkpoint wants texts continued, or why that cannot be told.
  ///
  /// - Parameter vocabularySize: V.
  func generationSettings(vocabularySize: Int) -> Result<GenerationSettings, ExplainerError> {
    do throws(ExplainerError) {
      return .success(try GenerationSettings(self, vocabularySize: vocabularySize))
    } catch { return .failure(error) }
  }

  /// The token a decoder begins with: of `generation_config.json`, in which that token may be called the one a text
  /// begins with, else of `config.json`.
  ///
  /// - Parameter fallback: what it is where the files do not say it; nil where they must.
  /// - Throws: `badData` for one that is not in the vocabulary, or is not said.
  func decoderStart(default fallback: Int?, vocabularySize: Int) throws(ExplainerError) -> Int {
    let range = 0...Int(Int32.max)
    let key = ["decoder_start_token_id", "bos_token_id"].first { generation?.has($0) ?? false }
    let start: Int
    if let generation, let key {
      start = try generation.integer(key, in: range)
    } else {
      start = try configuration.integer("decoder_start_token_id", default: fallback, in: range)
    }
    guard start < vocabularySize else {
      throw ExplainerError(
        .badData, "the token generation begins with is not in the vocabulary", at: [configuration.path],
        expected: "an id from 0 to \(vocabularySize - 1)", found: "\(start)")
    }
    return start
  }
}
