import Diagnostics
import Files

extension Tokenizer {
  /// The name of the file by which Marian cuts texts.
  static let marianModel = "source.spm"

  /// Marian's tokenizer in the folder `directory`: `source.spm` cuts texts as SentencePiece does, `vocab.json` has the ids.
  ///
  /// Source: `tokenization_marian.py` in transformers 5.24.0, whose decoder too uses the model of the language that is
  /// translated, and google/sentencepiece `normalizer.cc`, `unigram_model.cc`.
  static func marian(
    directory: String, _ settings: TokenizerSettings
  ) throws(ExplainerError) -> Tokenizer {
    guard try !settings.config["separate_vocabs"].bool(default: false) else {
      throw settings.config["separate_vocabs"].unsupported("a vocabulary for each language is not supported")
    }
    let vocabularyPath = "\(directory)/vocab.json"
    guard let bytes = try FileSystem.readIfPresent(vocabularyPath, limit: fileSizeLimit) else {
      throw ExplainerError(
        .notFound, "half of the tokenizer is missing", at: [directory],
        expected: "\(marianModel) and vocab.json",
        found: marianModel, remedy: "copy the other one into it, from where the model came")
    }
    let pieces = try VocabularyFiles.pieces(bytes, path: vocabularyPath)
    let modelPath = "\(directory)/\(marianModel)"
    let source = try SentencePieceModel(
      FileSystem.read(modelPath, limit: fileSizeLimit), path: modelPath)

    let tokens = try SpecialTokens(
      settings, .file, file: FieldReader(nil, path: vocabularyPath, address: ""),
      named: [.end: "</s>", .unknown: "<unk>", .padding: "<pad>"])
    func id(_ role: SpecialTokenRole) throws(ExplainerError) -> Int {
      let text = tokens[role] ?? ""
      guard let id = pieces.id(of: Array(text.utf8)) else {
        throw ExplainerError(.badData, "the vocabulary lacks the token '\(text)'", at: [vocabularyPath])
      }
      return id
    }
    let (unknown, end) = (try id(.unknown), try id(.end))
    var list = AddedTokenList(pieces)
    list.add(tokens.additions(to: list))
    let added = AddedTokens(
      list.tokens, splitsSpecial: try settings.config["split_special_tokens"].bool(default: false))
    let vocabulary = Vocabulary(pieces: pieces, added: added)
    let close = PostProcessor.Part.special(ids: [end], segment: 0)
    var around = PostProcessor()
    around.single = [.sequence(0, segment: 0), close]
    around.pair = [.sequence(0, segment: 0), .sequence(1, segment: 0), close]
    let marks = list.tokens.filter(\.isSpecial).map { Array($0.content.utf8) }
    return Tokenizer(
      vocabulary: vocabulary, normalizer: try source.normalizer(path: modelPath),
      preTokenizer: PreTokenizer([]),
      model: .unigram(try source.unigram(path: modelPath, pieces, unknown: unknown)), postProcessor: around,
      decoder: PieceDecoder([.sentences(marks: marks)]),
      roles: tokens.roles.compactMapValues { vocabulary.id(of: $0) }, readsLanguageCodes: true)
  }
}
