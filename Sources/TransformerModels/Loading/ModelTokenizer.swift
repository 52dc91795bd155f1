public import Checkpoints
public import Diagnostics
public import ExplainerCore
import JSON
import Tokenization

/// A model's tokenizer by itself: texts are cut into tokens without weights, and for families that cannot be run yet.
public struct ModelTokenizer: Sendable {
  private let vocabulary: VocabularyReader
  /// What was odd about its files, one sentence each.
  public var warnings: [String] { vocabulary.warnings }

  /// Loads the tokenizer in the folder of `location`; `config.json` need not be there.
  ///
  /// - Throws: as `Tokenizer(directory:)`.
  public init(_ location: ModelLocation) throws(ExplainerError) {
    let folder = location.directory
    guard !location.isGGUF else {
      let file = try GGUFParts(path: folder).first
      let tokenizer = try Tokenizer(file.vocabulary(), path: file.path)
      vocabulary = VocabularyReader(tokenizer, size: .max)
      return
    }
    let tokenizer: Tokenizer
    do { tokenizer = try Tokenizer(directory: folder) } catch {
      try CheckpointFolder(folder).checkNoPointers()
      throw error
    }
    let configuration = try? ModelConfiguration(path: "\(folder)/config.json")
    // (A configuration that says nonsense says nothing of the embedding.)
    let size = configuration?.value("vocab_size")?.int ?? 0
    vocabulary = VocabularyReader(tokenizer, size: size > 0 ? size : .max)
  }

  /// The tokens of a text, with the special tokens the model expects around it.
  public func tokenize(_ text: String) -> [Token] { vocabulary.tokens(of: text) }

  /// The tokens of a conversation, which say who said them; none are put around it.
  public func tokenize(_ chat: ChatText) -> [Token] { vocabulary.tokens(of: chat) }
}
