import Diagnostics

extension SentencePieceModel {
  /// What SentencePiece itself does to a text before it looks for pieces.
  ///
  /// Source: `Normalize` in google/sentencepiece `normalizer.cc`.
  func normalizer(path: String) throws(ExplainerError) -> Normalizer {
    var steps: [Normalizer.Step] = []
    if !characterMap.isEmpty {
      guard let map = CharacterMap(Array(bytes[characterMap]), takesLongest: true) else {
        throw ExplainerError(.badData, "the map of characters cannot be read", at: [path])
      }
      steps.append(.characterMap(map))
    }
    func replace(_ expression: String, _ new: String) throws(ExplainerError) {
      do {
        steps.append(.replacePattern(try SplitPattern(expression), with: Array(new.utf8)))
      } catch {
        throw ExplainerError(.internalFault, error.message)
      }
    }
    if removesSpaces {
      try replace(#"\A +| +\z"#, "")
      try replace(" {2,}", " ")
    }
    if escapesSpaces { steps.append(.replace([0x20], with: Metaspace.usual)) }
    if addsPrefix { steps.append(.prefix(Metaspace.usual)) }
    if removesSpaces { try replace(#"▁+\z"#, "") }
    return Normalizer(steps: steps)
  }

  /// SentencePiece's own Unigram, whose pieces are tokens with the ids that `vocabulary` gives them.
  ///
  /// - Parameters:
  ///   - path: the file, for messages.
  ///   - vocabulary: the tokens.
  ///   - unknown: the token for pieces that are none.
  func unigram(path: String, _ vocabulary: PieceTable, unknown: Int) throws(ExplainerError) -> UnigramModel {
    guard kind == 1, !fallsBack, pieces.indices.contains(unknownID), !pieces.contains(where: { $0.type == 4 })
    else {
      throw ExplainerError(
        .unsupported, "this kind of model of SentencePiece is not supported here", at: [path],
        expected: "Unigram without bytes and symbols of the user's")
    }
    var usual = PieceTable()
    var scores: [Double] = []
    var tokens: [UInt32] = []
    for (id, piece) in pieces.enumerated() {
      let text = text(of: id)
      scores.append(Double(piece.score))
      tokens.append(UInt32(vocabulary.id(of: text) ?? unknown))
      // Control pieces, and what stands for the unknown, are found in no text.
      guard piece.type == 1 else { continue }
      guard usual.insert(text, id: id) == nil else {
        throw ExplainerError(.badData, "the piece \(id) is there already, or is not valid UTF-8", at: [path])
      }
    }
    tokens[unknownID] = UInt32(unknown)
    guard let model = UnigramModel(usual, scores: scores, unknown: unknownID, tokens: tokens) else {
      throw ExplainerError(.unsupported, "the vocabulary is too large", at: [path])
    }
    return model
  }
}
