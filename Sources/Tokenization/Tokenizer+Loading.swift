public import Diagnostics
import Files

extension Tokenizer {
  /// Larger files are refused, in bytes; the largest tokenizers in use have some 35 MB.
  static var fileSizeLimit: Int { 1 << 29 }

  /// Loads the tokenizer of a model's folder: `tokenizer.json`, or without it `vocab.json` and `merges.txt`, or
  /// without these `vocab.txt`, with `tokenizer_config.json`, `special_tokens_map.json` and `added_tokens.json` where they are there.
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

  /// Loads a single `tokenizer.json`, without the settings files beside it: `id(of:)` knows no roles, except
  /// for WordPiece.
  public init(file path: String) throws(ExplainerError) {
    try self.init(
      TokenizerFile(path: path, bytes: FileSystem.read(path, limit: Self.fileSizeLimit)), roles: [:])
  }

  private init(separateFilesIn directory: String, _ settings: TokenizerSettings) throws(ExplainerError) {
    func read(_ name: String) throws(ExplainerError) -> [UInt8]? {
      try FileSystem.readIfPresent("\(directory)/\(name)", limit: Self.fileSizeLimit)
    }
    let vocabulary = try read("vocab.json")
    let merges = try read("merges.txt")
    if let vocabulary, let merges {
      let files = try SeparateFiles(directory: directory, settings: settings, kind: .bytePair)
      try self.init(files.read(vocabulary: vocabulary, merges: merges), roles: files.roles)
    } else if let lines = try read("vocab.txt") {
      let files = try SeparateFiles(directory: directory, settings: settings, kind: .wordPiece)
      try self.init(files.read(vocabulary: lines), roles: files.roles)
    } else {
      throw Self.missing(directory, hasVocabulary: vocabulary != nil, hasMerges: merges != nil)
    }
  }

  private static func missing(_ directory: String, hasVocabulary: Bool, hasMerges: Bool) -> ExplainerError {
    if hasVocabulary || hasMerges {
      return ExplainerError(
        .notFound, "half of the tokenizer is missing", at: [directory], expected: "vocab.json and merges.txt",
        found: hasVocabulary ? "vocab.json" : "merges.txt",
        remedy: "copy the other one into it, from where the model came")
    }
    let expected = "tokenizer.json, vocab.json and merges.txt, or vocab.txt"
    for name in ["spiece.model", "tokenizer.model", "sentencepiece.bpe.model"]
    where FileSystem.isFile("\(directory)/\(name)") {
      return ExplainerError(
        .unsupported, "this kind of tokenizer file is not supported", at: ["\(directory)/\(name)"],
        expected: expected)
    }
    return ExplainerError(
      .notFound, "there is no tokenizer", at: [directory], expected: expected,
      remedy: "copy it into the folder, from where the model came")
  }
}
