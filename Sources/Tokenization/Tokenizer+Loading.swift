public import Diagnostics
import Files

extension Tokenizer {
  /// Larger files are refused, in bytes; the largest tokenizers in use have some 35 MB.
  static var fileSizeLimit: Int { 1 << 29 }

  /// Loads the tokenizer of a model's folder: `tokenizer.json`, or without it `vocab.json` and `merges.txt`,
  /// with `tokenizer_config.json`, `special_tokens_map.json` and `added_tokens.json` where they are there.
  ///
  /// Throws `.notFound` where there is no tokenizer, `.badData` with file, line and column where a file is
  /// malformed, `.unsupported` with file and field where it asks for something this program does not do.
  public init(directory: String) throws(ExplainerError) {
    let settings = try TokenizerSettings(directory: directory)
    let path = "\(directory)/tokenizer.json"
    if let bytes = try FileSystem.readIfPresent(path, limit: Self.fileSizeLimit) {
      try self.init(TokenizerFile(path: path, bytes: bytes), roles: settings.roles())
    } else {
      try self.init(separateFilesIn: directory, settings)
    }
  }

  /// Loads a single `tokenizer.json`, without the settings files beside it: `id(of:)` knows no roles.
  public init(file path: String) throws(ExplainerError) {
    try self.init(
      TokenizerFile(path: path, bytes: FileSystem.read(path, limit: Self.fileSizeLimit)), roles: [:])
  }

  private init(separateFilesIn directory: String, _ settings: TokenizerSettings) throws(ExplainerError) {
    let vocabulary = try FileSystem.readIfPresent("\(directory)/vocab.json", limit: Self.fileSizeLimit)
    let merges = try FileSystem.readIfPresent("\(directory)/merges.txt", limit: Self.fileSizeLimit)
    guard let vocabulary, let merges else {
      if vocabulary != nil || merges != nil {
        throw ExplainerError(
          .notFound, "half of the tokenizer is missing", at: [directory],
          expected: "vocab.json and merges.txt",
          found: vocabulary == nil ? "merges.txt" : "vocab.json")
      }
      for name in ["vocab.txt", "spiece.model", "tokenizer.model", "sentencepiece.bpe.model"] {
        guard FileSystem.isFile("\(directory)/\(name)") else { continue }
        throw ExplainerError(
          .unsupported, "this kind of tokenizer file is not supported", at: ["\(directory)/\(name)"],
          expected: "tokenizer.json, or vocab.json and merges.txt")
      }
      throw ExplainerError(
        .notFound, "there is no tokenizer", at: [directory],
        expected: "tokenizer.json, or vocab.json and merges.txt")
    }
    let files = try SeparateFiles(directory: directory, settings: settings)
    try self.init(files.read(vocabulary: vocabulary, merges: merges), roles: files.roles)
  }
}
