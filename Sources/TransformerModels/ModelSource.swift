import Checkpoints
import Diagnostics
import Files
import Tokenization

/// What a family's constructor gets: the files of a checkpoint, opened.
struct ModelSource: Sendable {
  let location: ModelLocation
  let configuration: ModelConfiguration
  let weights: CheckpointWeights
  let tokenizer: Tokenizer
  /// The tokens that end a text; `generation_config.json` overrides `config.json`.
  let endTokens: Set<Int>
  let timer: StageTimer

  /// Opens the checkpoint at `location`.
  init(_ location: ModelLocation, configuration: ModelConfiguration, timer: StageTimer) throws {
    self.location = location
    self.configuration = configuration
    self.timer = timer
    weights = try timer.measure("map") { () throws(ExplainerError) in
      try CheckpointWeights(directory: location.directory)
    }
    tokenizer = try timer.measure("tokenizer") { try Tokenizer(directory: location.directory) }
    endTokens = try Self.endTokens(location.directory, configuration)
  }

  private static func endTokens(
    _ directory: String, _ configuration: ModelConfiguration
  ) throws(ExplainerError) -> Set<Int> {
    let path = "\(directory)/generation_config.json"
    if FileSystem.isFile(path) {
      let generation = try ModelConfiguration(path: path)
      if generation.has("eos_token_id") { return Set(try generation.integers("eos_token_id")) }
    }
    return Set(try configuration.integers("eos_token_id"))
  }
}
