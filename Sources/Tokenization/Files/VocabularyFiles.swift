import Diagnostics
import Files
import JSON

/// A tokenizer without `tokenizer.json`: a vocabulary, to which the model's family adds everything else.
struct VocabularyFiles {
  /// The vocabulary and the merges.
  let file: TokenizerFile
  /// The kind of the model.
  let kind: TokenizerModel.Kind
  /// The class that reads them.
  let reader: TokenizerClass

  /// What SentencePiece's own file is called.
  private static let models = [
    "spiece.model", "sentencepiece.bpe.model", "tokenizer.model", "spm.model", "sentencepiece.model",
  ]

  /// Reads the files in `directory` that the class which `settings` name reads.
  init(directory: String, _ settings: TokenizerSettings) throws(ExplainerError) {
    func read(_ name: String) throws(ExplainerError) -> [UInt8]? {
      try FileSystem.readIfPresent("\(directory)/\(name)", limit: Tokenizer.fileSizeLimit)
    }
    let vocabulary = try read("vocab.json")
    let merges = try read("merges.txt")
    let wanted = try settings.tokenizerClass(nil).family?.kind
    if let vocabulary, let merges, wanted != .wordPiece {
      kind = .bytePair
      file = try Self.file(vocabulary, merges, directory)
    } else if let lines = try read("vocab.txt") {
      kind = .wordPiece
      let path = "\(directory)/vocab.txt"
      file = TokenizerFile(path: path, pieces: try VocabularyText.read(lines, path: path))
    } else if vocabulary != nil, merges != nil {
      kind = .bytePair
      file = TokenizerFile(path: directory, pieces: PieceTable())
    } else if let name = Self.models.first(where: { FileSystem.isFile("\(directory)/\($0)") }),
      let bytes = try read(name)
    {
      let path = "\(directory)/\(name)"
      let model = try SentencePieceModel(bytes, path: path)
      reader = try settings.tokenizerClass(nil)
      let none = FieldReader(nil, path: path, address: "")
      let texts = try SpecialTokens(settings, reader, file: none).roles
      file = try model.file(path: path, reader.keepsFile ? nil : reader.family, settings.config, texts)
      kind = file.scores == nil ? .bytePair : .unigram
      return
    } else {
      throw Self.missing(directory, hasVocabulary: vocabulary != nil, hasMerges: merges != nil)
    }
    reader = try settings.separateClass(kind)
    if kind == .wordPiece { try check(settings) }
  }

  /// Throws where the vocabulary lacks the token for unknown words.
  private func check(_ settings: TokenizerSettings) throws(ExplainerError) {
    let none = FieldReader(nil, path: file.path, address: "")
    let unknown = try SpecialTokens(settings, reader, file: none)[.unknown] ?? ""
    guard file.pieces?.id(of: Array(unknown.utf8)) == nil else { return }
    throw ExplainerError(
      .badData, "the vocabulary lacks the token for unknown words", at: [file.path],
      expected: "a line '\(unknown)'", found: "\(file.pieces?.count ?? 0) other pieces",
      remedy: "Download the file again, or name the token as unk_token in tokenizer_config.json.")
  }

  private static func file(
    _ vocabulary: [UInt8], _ merges: [UInt8], _ directory: String
  ) throws(ExplainerError) -> TokenizerFile {
    let pieces = try pieces(vocabulary, path: "\(directory)/vocab.json")
    let table = try MergesText.read(merges, path: "\(directory)/merges.txt", pieces)
    return TokenizerFile(path: directory, pieces: pieces, merges: table)
  }

  /// The pieces that `bytes`, the content of the file `path`, list with their ids.
  static func pieces(_ bytes: [UInt8], path: String) throws(ExplainerError) -> PieceTable {
    do {
      var scanner = JSONScanner(bytes)
      let pieces = try ListReader.readVocabulary(&scanner)
      try scanner.expectEnd()
      return pieces
    } catch {
      throw error.inFile(path, remedy: "Download the file again; it may be cut off.")
    }
  }

  private static func missing(_ directory: String, hasVocabulary: Bool, hasMerges: Bool) -> ExplainerError {
    if hasVocabulary || hasMerges {
      return ExplainerError(
        .notFound, "half of the tokenizer is missing", at: [directory], expected: "vocab.json and merges.txt",
        found: hasVocabulary ? "vocab.json" : "merges.txt",
        remedy: "copy the other one into it, from where the model came")
    }
    return ExplainerError(
      .notFound, "there is no tokenizer", at: [directory],
      expected: "tokenizer.json, vocab.json and merges.txt, vocab.txt, or a model of SentencePiece",
      remedy: "copy it into the folder, from where the model came")
  }
}
