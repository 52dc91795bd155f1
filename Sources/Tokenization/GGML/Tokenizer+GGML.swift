public import Diagnostics

extension Tokenizer {
  /// The tokenizer of a vocabulary that lies in a file of ggml: ids are those of the tokenizer the file was made from.
  ///
  /// Where llama.cpp does otherwise, the checkpoint's tokenizer counts: texts in NFC where it is known to do that, special
  /// tokens found in texts.
  ///
  /// - Parameters:
  ///   - vocabulary: what lies in the file.
  ///   - path: the file, for messages.
  /// - Throws: `unsupported` for a kind of model, or a way of cutting, that is not known, `badData` for a vocabulary that
  ///   does not fit itself.
  public init(_ vocabulary: GGMLVocabulary, path: String) throws(ExplainerError) {
    guard let kind = GGMLVocabulary.Kind(rawValue: vocabulary.model) else {
      throw ExplainerError(
        .unsupported, "this kind of vocabulary cannot be read yet", at: [path, "tokenizer.ggml.model"],
        expected: GGMLVocabulary.Kind.allCases.map(\.rawValue).joined(separator: ", "),
        found: vocabulary.model.cut(to: 80))
    }
    try vocabulary.check(kind, path: path)
    var builder = VocabularyBuilder(path: path)
    let scores = kind == .unigram ? vocabulary.usualScores : vocabulary.scores
    for (id, piece) in vocabulary.pieces.enumerated() {
      let text = kind == .wordPiece ? vocabulary.wordPiece(id) : Array(piece.utf8)
      try builder.add(text, scores.indices.contains(id) ? scores[id] : 0)
    }
    var merges: MergeTable?
    switch kind {
    case .characters: merges = try vocabulary.merges(of: builder)
    case .bytes:
      var list = MergeBuilder(capacity: vocabulary.merges.count)
      for merge in vocabulary.merges {
        let bytes = Array(merge.utf8)
        if let problem = list.add(bytes.span.bytes, line: 0..<bytes.count, builder.pieces) {
          throw ExplainerError(.badData, problem.text, at: [path])
        }
      }
      merges = list.table
    case .wordPiece, .unigram: break
    }
    var file = TokenizerFile(
      path: path, pieces: builder.pieces, merges: merges, scores: kind == .unigram ? builder.scores : nil,
      isSeparate: false)
    file.take(
      try vocabulary.sections(kind, path: path), unknownID: vocabulary.unknown ?? 0, tokens: [], named: [:])
    try self.init(file, kind.model)
  }
}

extension GGMLVocabulary.Kind {
  fileprivate var model: TokenizerModel.Kind {
    switch self {
    case .characters, .bytes: .bytePair
    case .wordPiece: .wordPiece
    case .unigram: .unigram
    }
  }
}

extension GGMLVocabulary {
  /// Throws where a list is missing that the kind goes by, or does not fit the pieces.
  fileprivate func check(_ kind: Kind, path: String) throws(ExplainerError) {
    guard kind != .bytes || !merges.isEmpty else {
      throw ExplainerError(
        .badData, "there are no merges", at: [path], expected: "tokenizer.ggml.merges",
        remedy: "Convert the checkpoint again")
    }
    guard kind == .bytes || kind == .wordPiece || scores.count == pieces.count else {
      throw ExplainerError(
        .badData, "tokens and their scores differ in number", at: [path, "tokenizer.ggml.scores"],
        expected: "\(pieces.count)", found: "\(scores.count)", remedy: "Convert the checkpoint again")
    }
  }

  /// The merges that go by scores.
  fileprivate func merges(of builder: VocabularyBuilder) throws(ExplainerError) -> MergeTable {
    let usual = parts.indices.filter { parts[$0] == .usual || parts[$0] == .user }
    let order = usual.sorted { (-builder.scores[$0], $0) < (-builder.scores[$1], $1) }
    let isUsual = Set(usual)
    return try builder.merges(of: order, where: isUsual.contains)
  }

  /// The scores, of which none is less than the least of a usual piece: that is what what is unknown is measured by, and the
  /// converter gives others any number.
  fileprivate var usualScores: [Double] {
    let least = zip(parts, scores).lazy.filter { $0.0 == .usual }.map(\.1).min() ?? 0
    return scores.map { max($0, least) }
  }

  /// How a checkpoint spells a piece: the converter takes `##` from what continues a word, and puts `▁` before what begins
  /// one.
  fileprivate func wordPiece(_ id: Int) -> [UInt8] {
    // (Bytes, for a mark behind it makes another character of the sign.)
    let (bytes, sign) = (Array(pieces[id].utf8), Array("▁".utf8))
    guard parts[id] != .control else { return bytes }
    return bytes.starts(with: sign) ? Array(bytes.dropFirst(sign.count)) : Array("##".utf8) + bytes
  }
}
