extension Tokenizer {
  /// The tokens of `text`.
  ///
  /// Special tokens written in the text are recognised in any case; with `addSpecialTokens` those the model
  /// expects around a text are added (none for GPT-2). With a `limit` the end of the text is left out where it
  /// would make more tokens than that, the added ones included.
  /// - Complexity: O(n log n) in the length of the longest word, linear in everything else.
  public func encode(_ text: String, addSpecialTokens: Bool = true, limit: Int? = nil) -> Encoding {
    encode([text], addSpecialTokens, limit)
  }

  /// The tokens of a pair of texts, `segmentIDs` and `sequenceIDs` telling them apart.
  ///
  /// With a `limit` both ends are left out so that the texts keep the same number of tokens, or one of them
  /// all it has.
  public func encode(
    _ first: String, and second: String, addSpecialTokens: Bool = true, limit: Int? = nil
  ) -> Encoding {
    encode([first, second], addSpecialTokens, limit)
  }

  private func encode(_ texts: [String], _ addsSpecialTokens: Bool, _ limit: Int?) -> Encoding {
    var sequences = texts.map(tokens)
    if let limit {
      let added = addsSpecialTokens ? postProcessor.specialCount(pair: texts.count > 1) : 0
      let lengths = Encoding.lengths(of: sequences.map(\.count), within: max(limit - added, 0))
      for (index, length) in lengths.enumerated() { sequences[index].truncate(to: length) }
    }
    return postProcessor.assemble(sequences, addsSpecialTokens: addsSpecialTokens, vocabulary: vocabulary)
  }

  private func tokens(of string: String) -> Encoding {
    let text = Array(string.utf8)
    var result = Encoding()
    var scratch = TokenizerModel.Scratch()
    let scalars = ScalarCounts(text)
    for part in vocabulary.added.split(text) {
      if let token = part.token {
        append(token, text[part.range], part.range, scalars, to: &result)
        continue
      }
      let code = part.range.lowerBound..<languageCodeEnd(text, part.range)
      if !code.isEmpty {
        let id = vocabulary.pieces.id(of: Array(text[code])) ?? model.unspelledID ?? 0
        append(id, String(decoding: text[code], as: UTF8.self), code, offsets: code, scalars, to: &result)
      }
      let normalized = normalizer.normalize(text, code.upperBound..<part.range.upperBound)
      for part in vocabulary.added.split(normalized) {
        if let token = part.token {
          append(
            token, normalized.bytes[part.range], normalized.source(of: part.range), scalars, to: &result)
        } else {
          encode(normalized.part(part.range), scalars, &scratch, into: &result)
        }
      }
    }
    return result
  }

  /// Where the code of a language that begins the part `range` of `text` ends.
  private func languageCodeEnd(_ text: [UInt8], _ range: Range<Int>) -> Int {
    guard readsLanguageCodes, text[range].starts(with: ">>".utf8) else { return range.lowerBound }
    return text[range].firstRange(of: Array("<<".utf8))?.upperBound ?? range.lowerBound
  }

  private func encode(
    _ text: NormalizedText, _ scalars: ScalarCounts, _ scratch: inout TokenizerModel.Scratch,
    into result: inout Encoding
  ) {
    let words = preTokenizer.words(of: text)
    let unspelled = model.unspelledID
    model.encode(words, pieces: vocabulary.pieces, into: &scratch)
    for token in scratch.tokens {
      let place = token.start..<token.end
      let bytes = words.text.source(of: place)
      // A space that was put before the text counts as part of the character behind it.
      let whole = scalars.widened(bytes.lowerBound..<max(bytes.upperBound, bytes.lowerBound + 1))
      let id = Int(token.id)
      let piece =
        id == unspelled
        ? String(decoding: words.text.bytes[place], as: UTF8.self) : vocabulary.pieces.piece(of: id) ?? ""
      append(id, piece, bytes, offsets: whole, scalars, to: &result)
    }
  }

  /// Appends the added token with the index `token`, found in `text`.
  private func append(
    _ token: Int, _ text: ArraySlice<UInt8>, _ bytes: Range<Int>, _ scalars: ScalarCounts,
    to result: inout Encoding
  ) {
    append(
      vocabulary.added.tokens[token].id, String(decoding: text, as: UTF8.self), bytes, offsets: bytes,
      scalars,
      to: &result)
  }

  private func append(
    _ id: Int, _ piece: String, _ bytes: Range<Int>, offsets: Range<Int>, _ scalars: ScalarCounts,
    to result: inout Encoding
  ) {
    let position = result.count
    result.ids.append(id)
    result.pieces.append(piece)
    result.byteRanges.append(bytes)
    result.byteOffsets.append(postProcessor.trimmed(offsets, of: piece, position: position))
    let characters = scalars.before(offsets.lowerBound)..<scalars.before(offsets.upperBound)
    result.characterOffsets.append(postProcessor.trimmed(characters, of: piece, position: position))
  }
}
