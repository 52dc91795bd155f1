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
  /// - Throws: `badData` for one that is not in the vocabulary.
  func decoderStart(default fallback: Int, vocabularySize: Int) throws(ExplainerError) -> Int {
    let range = 0...Int(Int32.max)
    var start = try configuration.integer("decoder_start_token_id", default: fallback, in: range)
    if let generation,
      let key = ["decoder_start_token_id", "bos_token_id"].first(where: generation.has)
    {
      start = try generation.integer(key, in: range)
    }
    guard start < vocabularySize else {
      throw ExplainerError(
        .badData, "the token generation begins with is not in the vocabulary", at: [configuration.path],
        expected: "an id from 0 to \(vocabularySize - 1)", found: "\(start)")
    }
    return start
  }
}
