import Checkpoints
import Diagnostics
import Files
import Tokenization

/// What a family's constructor gets: the files of a checkpoint, opened.
struct ModelSource: Sendable {
  let location: ModelLocation
  let configuration: ModelConfiguration
  /// `generation_config.json`, where there is one.
  let generation: ModelConfiguration?
  let weights: CheckpointWeights
  let tokenizer: Tokenizer
  /// The tokens that end a text; `generation_config.json` overrides `config.json`.
  let endTokens: Set<Int>
  let timer: StageTimer

  /// What was odd about the files so far, one sentence each.
  var warnings: [String] { configuration.contradictions + weights.warnings }

  /// Opens the checkpoint at `location`.
  init(_ location: ModelLocation, configuration: ModelConfiguration, timer: StageTimer) throws {
    self.location = location
    self.configuration = configuration
    self.timer = timer
    weights = try timer.measure("map") { () throws(ExplainerError) in
      try CheckpointWeights(directory: location.directory)
    }
    tokenizer = try timer.measure("tokenizer") { try Tokenizer(directory: location.directory) }
    let path = "\(location.directory)/generation_config.json"
    generation = FileSystem.isFile(path) ? try ModelConfiguration(path: path) : nil
    let endSource = generation.flatMap { $0.has("eos_token_id") ? $0 : nil } ?? configuration
    endTokens = Set(try endSource.integers("eos_token_id"))
  }

  /// The token a decoder begins with; `generation_config.json` overrides `config.json`.
  func decoderStart(default fallback: Int) throws(ExplainerError) -> Int {
    let key = "decoder_start_token_id"
    let file = generation.flatMap { $0.has(key) ? $0 : nil } ?? configuration
    return try file.integer(key, default: fallback, in: 0...Int(Int32.max))
  }
}
