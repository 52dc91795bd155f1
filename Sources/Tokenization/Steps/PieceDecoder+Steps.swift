extension PieceDecoder.Step {
  /// Changes `pieces`.
  func apply(to pieces: inout [ArraySlice<UInt8>]) {
    switch self {
    case .byteLevel:
      var text: [UInt8] = []
      for piece in pieces { ByteAlphabet.appendBytes(spelledBy: piece, to: &text) }
      pieces = [text[...]]
    case .wordPiece(let prefix, let cleansUp):
      for (index, piece) in pieces.enumerated() {
        var part = index == 0 ? Array(piece) : Self.continuation(piece, prefix)
        if cleansUp { Self.cleanUp(&part) }
        pieces[index] = part[...]
      }
    case .metaspace(let old, let stripsFirst):
      for (index, piece) in pieces.enumerated() {
        pieces[index] = Self.replacing(old, in: piece, with: index == 0 && stripsFirst ? [] : [0x20])
      }
    case .sentences(let marks): pieces = [Self.sentences(of: pieces, marks)[...]]
    case .wordEnd(let end):
      for (index, piece) in pieces.enumerated() {
        pieces[index] = Self.replacing(end, in: piece, with: index == pieces.count - 1 ? [] : [0x20])
      }
    case .replace(let old, let new): pieces = pieces.map { Self.replacing(old, in: $0, with: new) }
    case .replacePattern(let pattern, let new):
      pieces = pieces.map { piece in
        var text = NormalizedText(Array(piece), 0..<piece.count)
        text.replace(pattern, with: new)
        return text.bytes[text.range]
      }
    case .byteFallback: pieces = Self.joiningBytes(pieces)
    case .fuse: pieces = [ArraySlice(pieces.joined())]
    case .strip(let character, let start, let stop):
      pieces = pieces.map { piece in
        var rest = piece
        for _ in 0..<start where rest.starts(with: character) { rest = rest.dropFirst(character.count) }
        for _ in 0..<stop where rest.suffix(character.count).elementsEqual(character) {
          rest = rest.dropLast(character.count)
        }
        return rest
      }
    }
  }

  /// Source: `convert_tokens_to_string` in transformers 5.24.0 `tokenization_marian.py`, and `Decode` in google/sentencepiece
  /// `sentencepiece_processor.cc`: where nothing is yet since a mark, a space is left out.
  private static func sentences(of pieces: [ArraySlice<UInt8>], _ marks: [[UInt8]]) -> [UInt8] {
    var text: [UInt8] = []
    var start = 0
    for piece in pieces {
      if marks.contains(where: piece.elementsEqual) {
        text += piece + [0x20]
        start = text.count
      } else {
        text += text.count == start && piece.starts(with: Metaspace.usual) ? piece.dropFirst(3) : piece
      }
    }
    var whole = NormalizedText(text, text.indices)
    whole.replace(Metaspace.usual, with: [0x20])
    whole.strip(left: true, right: true)
    return Array(whole.bytes[whole.range])
  }

  private static func continuation(_ piece: ArraySlice<UInt8>, _ prefix: [UInt8]) -> [UInt8] {
    piece.starts(with: prefix) ? Array(piece.dropFirst(prefix.count)) : [0x20] + piece
  }

  private static func replacing(
    _ old: [UInt8], in piece: ArraySlice<UInt8>, with new: [UInt8]
  ) -> ArraySlice<UInt8> {
    guard let first = old.first, piece.contains(first) else { return piece }
    var text = NormalizedText(Array(piece), 0..<piece.count)
    text.replace(old, with: new)
    return text.bytes[text.range]
  }

  private static func joiningBytes(_ pieces: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var run: [UInt8] = []
    func end() {
      guard !run.isEmpty else { return }
      let isText = String(validating: run, as: UTF8.self) != nil
      parts.append(isText ? run[...] : Array(repeatElement("\u{FFFD}".utf8, count: run.count).joined())[...])
      run = []
    }
    for piece in pieces {
      if let byte = ByteFallback.byte(spelledBy: piece) {
        run.append(byte)
      } else {
        end()
        parts.append(piece)
      }
    }
    end()
    return parts
  }

  /// What is left out, one after the other.
  ///
  /// Source: `cleanup` in huggingface/tokenizers `decoders/wordpiece.rs`, which looks at each token with the
  /// space before it, not at the whole text as the `transformers` library does after that.
  private static let replacements: [(old: [UInt8], new: [UInt8])] = [
    (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
    (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
  ].map { (Array($0.utf8), Array($1.utf8)) }

  private static func cleanUp(_ part: inout [UInt8]) {
    for (old, new) in replacements where part.count >= old.count {
      var offset = 0
      while offset + old.count <= part.count {
        if part[offset] == old[0], part[offset..<offset + old.count].elementsEqual(old) {
          part.replaceSubrange(offset..<offset + old.count, with: new)
          offset += new.count
        } else {
          offset += 1
        }
      }
    }
  }
}
