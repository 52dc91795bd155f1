import Checkpoints
import Diagnostics
import Tokenization

extension GGUFFile {
  /// The vocabulary in the file.
  ///
  /// - Throws: `badData` where there is none, or its lists differ in length.
  func vocabulary() throws(ExplainerError) -> GGMLVocabulary {
    func word(_ name: String) -> GGUFValue? { self["tokenizer.ggml.\(name)"] }
    guard let model = word("model")?.string, let pieces = word("tokens")?.strings else {
      throw ExplainerError(
        .badData, "there is no vocabulary", at: [path],
        expected: "tokenizer.ggml.model and tokenizer.ggml.tokens")
    }
    let types = word("token_type")?.integers ?? [Int](repeating: 1, count: pieces.count)
    guard types.count == pieces.count else {
      throw ExplainerError(
        .badData, "tokens and their types differ in number", at: [path, "tokenizer.ggml.token_type"],
        expected: "\(pieces.count)", found: "\(types.count)")
    }
    var vocabulary = GGMLVocabulary(
      model: model, pieces: pieces, parts: types.map { GGMLVocabulary.Part(rawValue: $0) ?? .usual })
    vocabulary.cutting = word("pre")?.string
    vocabulary.scores = word("scores")?.numbers ?? []
    vocabulary.merges = word("merges")?.strings ?? []
    vocabulary.beginning = (word("bos_token_id") ?? word("cls_token_id"))?.int
    vocabulary.end = word("eos_token_id")?.int
    vocabulary.separator = word("seperator_token_id")?.int
    vocabulary.unknown = word("unknown_token_id")?.int
    vocabulary.addsBeginning = word("add_bos_token")?.bool
    vocabulary.addsEnd = word("add_eos_token")?.bool
    vocabulary.addsPrefix = word("add_space_prefix")?.bool
    vocabulary.lowercases = word("normalizer.lowercase")?.bool
    vocabulary.stripsAccents = word("normalizer.strip_accents")?.bool
    vocabulary.removesSpaces = word("remove_extra_whitespaces")?.bool
    // (Bytes, as signed numbers in some files.)
    vocabulary.characterMap = (word("precompiled_charsmap")?.integers ?? []).map {
      UInt8(truncatingIfNeeded: $0)
    }
    return vocabulary
  }
}
