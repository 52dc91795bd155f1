public import Diagnostics
import Files
import JSON

extension Tokenizer {
  /// Larger files are refused, in bytes; the largest tokenizers in use have some 35 MB.
  static var fileSizeLimit: Int { 1 << 29 }

  /// Loads the tokenizer of a model's folder: `tokenizer.json`, or without it `vocab.json` and `merges.txt`, or
  /// without these `vocab.txt` or a model of SentencePiece, with `tokenizer_config.json`, `special_tokens_map.json`, `added_tokens.json` and
  /// `config.json` where they are there.
  ///
  /// Throws `.notFound` where there is no tokenizer, `.badData` with file, line and column where a file is
  /// malformed, `.unsupported` with file and field where it asks for something this program does not do.
  public init(directory: String) throws(ExplainerError) {
    let settings = try TokenizerSettings(directory: directory)
    if try settings.isMarian(), FileSystem.isFile("\(directory)/\(Self.marianModel)") {
      self = try Self.marian(directory: directory, settings)
      return
    }
    let name = try settings.fileName()
    let path = "\(directory)/\(name)"
    if let bytes = try FileSystem.readIfPresent(path, limit: Self.fileSizeLimit) {
      let file = try TokenizerFile(path: path, bytes: bytes)
      let kind = try TokenizerModel.Kind(file)
      let reader = try settings.tokenizerClass(kind, isByteLevel: file.mentionsByteLevel)
      try self.init(file, kind, reader, settings)
    } else if name != "tokenizer.json" {
      throw ExplainerError(
        .notFound, "there is no '\(name)', which fast_tokenizer_files names", at: [directory],
        remedy: "copy it into the folder, from where the model came")
    } else {
      let files = try VocabularyFiles(directory: directory, settings)
      try self.init(files.file, files.kind, files.reader, settings)
    }
  }

  /// Loads a single `tokenizer.json`, without the settings files beside it: `id(of:)` knows no roles, except
  /// for WordPiece.
  public init(file path: String) throws(ExplainerError) {
    let file = try TokenizerFile(path: path, bytes: FileSystem.read(path, limit: Self.fileSizeLimit))
    try self.init(file, TokenizerModel.Kind(file))
  }
}
