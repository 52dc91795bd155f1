import Diagnostics

/// How tokens become text again.
enum PieceDecoder: Sendable, Hashable {
  /// Pieces spell bytes in GPT-2's alphabet.
  case byteLevel
  /// Spaces between words; pieces with the prefix continue one. `cleansUp`: whether spaces before punctuation
  /// and English contractions are left out.
  case wordPiece(prefix: [UInt8], cleansUp: Bool)
  /// Spaces between all pieces.
  case spaced
  /// Nothing between pieces.
  case joined
  /// Steps, one after the other.
  case chain(DecoderChain)

  /// The text of `pieces`, UTF-8.
  func decode(_ pieces: some Sequence<ArraySlice<UInt8>>) -> [UInt8] {
    if case .chain(let chain) = self { return chain.decode(pieces) }
    var text: [UInt8] = []
    for (index, piece) in pieces.enumerated() {
      switch self {
      case .byteLevel: ByteAlphabet.appendBytes(spelledBy: piece, to: &text)
      case .wordPiece(let prefix, let cleansUp):
        var part = index == 0 ? Array(piece) : Self.continuation(piece, prefix)
        if cleansUp { Self.cleanUp(&part) }
        text += part
      case .spaced:
        if index > 0 { text.append(0x20) }
        text += piece
      case .joined, .chain: text += piece
      }
    }
    return text
  }

  private static func continuation(_ piece: ArraySlice<UInt8>, _ prefix: [UInt8]) -> [UInt8] {
    piece.starts(with: prefix) ? Array(piece.dropFirst(prefix.count)) : [0x20] + piece
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

extension PieceDecoder {
  /// The decoder that the section `field` of a `tokenizer.json` describes, for a model of the kind `kind`.
  init(_ field: FieldReader, for kind: TokenizerModel.Kind) throws(ExplainerError) {
    if kind == .characterPair, field.value != nil {
      self = .chain(try DecoderChain(field))
      return
    }
    let isSequence = try field["type"].string() == "Sequence"
    let field = try field.component("decoders")
    guard field.value != nil else {
      self = isSequence ? .joined : .spaced
      return
    }
    switch (kind, try field["type"].string()) {
    case (.bytePair, "ByteLevel"): self = .byteLevel
    case (.wordPiece, "WordPiece"):
      let prefix = try field["prefix"].string() ?? "##"
      self = .wordPiece(prefix: Array(prefix.utf8), cleansUp: try field["cleanup"].bool(default: true))
    case (.bytePair, _), (.characterPair, _):
      throw field["type"].unsupported("this component is not supported", expected: "ByteLevel")
    case (.wordPiece, _):
      throw field["type"].unsupported("this component is not supported", expected: "WordPiece")
    }
  }
}
