extension Tokenizer {
  /// The tokens of `text`.
  ///
  /// Special tokens written in the text are recognised in any case; with `addSpecialTokens` those the model
  /// expects around a text are added (none for GPT-2).
  /// - Complexity: O(n log n) in the length of the longest word, linear in everything else.
  public func encode(_ text: String, addSpecialTokens: Bool = true) -> Encoding {
    postProcessor.assemble([tokens(of: text)], addsSpecialTokens: addSpecialTokens, pieces: pieces)
  }

  /// The tokens of a pair of texts, `segmentIDs` and `sequenceIDs` telling them apart.
  public func encode(_ first: String, and second: String, addSpecialTokens: Bool = true) -> Encoding {
    postProcessor.assemble(
      [tokens(of: first), tokens(of: second)], addsSpecialTokens: addSpecialTokens, pieces: pieces)
  }

  private func tokens(of string: String) -> Encoding {
    let text = Array(string.utf8)
    var result = Encoding()
    var scratch = WordMerger()
    let scalars = ScalarCounts(text)
    for part in added.split(text) {
      if let place = part.token {
        let matched = String(decoding: text[part.range], as: UTF8.self)
        append(added.tokens[place].id, matched, part.range, offsets: part.range, scalars, to: &result)
      } else {
        encode(part.range, of: text, scalars, &scratch, into: &result)
      }
    }
    return result
  }

  private func encode(
    _ range: Range<Int>, of text: [UInt8], _ scalars: ScalarCounts, _ scratch: inout WordMerger,
    into result: inout Encoding
  ) {
    // A prefix space is a byte the text does not have; with one, the words are cut from a copy.
    let isPrefixed = addsPrefixSpace && text[range.lowerBound] != 0x20
    let source = isPrefixed ? [0x20] + text[range] : text
    let shift = isPrefixed ? range.lowerBound - 1 : 0
    let end = isPrefixed ? source.count : range.upperBound
    var place = isPrefixed ? 0 : range.lowerBound
    while place < end {
      let wordEnd = splitsWords ? WordSplitter.wordEnd(in: source, from: place, to: end) : end
      model.encode(source, place..<wordEnd, pieces: pieces, into: &scratch)
      for symbol in scratch.symbols {
        let start = max(symbol.start + shift, range.lowerBound)
        let bytes = start..<max(symbol.end + shift, start)
        // The added space counts as part of the character behind it.
        let whole = scalars.widened(start..<max(bytes.upperBound, start + 1))
        append(
          Int(symbol.id), pieces.piece(of: Int(symbol.id)) ?? "", bytes, offsets: whole, scalars, to: &result)
      }
      place = wordEnd
    }
  }

  private func append(
    _ id: Int, _ piece: String, _ bytes: Range<Int>, offsets: Range<Int>, _ scalars: ScalarCounts,
    to result: inout Encoding
  ) {
    let place = result.count
    result.ids.append(id)
    result.pieces.append(piece)
    result.byteRanges.append(bytes)
    result.byteOffsets.append(postProcessor.trimmed(offsets, of: piece, place: place))
    let characters = scalars.before(offsets.lowerBound)..<scalars.before(offsets.upperBound)
    result.characterOffsets.append(postProcessor.trimmed(characters, of: piece, place: place))
  }
}
