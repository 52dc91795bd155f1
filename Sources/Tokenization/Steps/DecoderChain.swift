import Diagnostics

/// Steps that make a text of pieces, one after the other, each of what the one before has left.
///
/// Source: huggingface/tokenizers `decoders`.
struct DecoderChain: Sendable, Hashable {
  /// A step.
  enum Step: Sendable, Hashable {
    /// Bytes in place of others in each piece.
    case replace([UInt8], with: [UInt8])
    /// Runs of pieces that spell bytes become the characters these are, or each U+FFFD where they are none.
    case byteFallback
    /// All pieces become one.
    case fuse
    /// Up to so many of a character are left out where a piece begins.
    case strip([UInt8], count: Int)
  }

  let steps: [Step]

  /// The text of `pieces`, UTF-8.
  func decode(_ pieces: some Sequence<ArraySlice<UInt8>>) -> [UInt8] {
    var parts = Array(pieces)
    for step in steps {
      switch step {
      case .replace(let old, let new): parts = parts.map { Self.replacing(old, in: $0, with: new) }
      case .byteFallback: parts = Self.joiningBytes(parts)
      case .fuse: parts = [ArraySlice(parts.joined())]
      case .strip(let character, let count): parts = parts.map { Self.stripping(character, count, from: $0) }
      }
    }
    return Array(parts.joined())
  }

  /// The bytes that one piece stands for in a text, whatever they are.
  func bytes(of piece: ArraySlice<UInt8>) -> [UInt8] {
    if steps.contains(.byteFallback), let byte = ByteFallback.byte(spelledBy: piece) { return [byte] }
    var piece = piece
    for case .replace(let old, let new) in steps { piece = Self.replacing(old, in: piece, with: new) }
    return Array(piece)
  }

  private static func replacing(
    _ old: [UInt8], in piece: ArraySlice<UInt8>, with new: [UInt8]
  ) -> ArraySlice<UInt8> {
    guard piece.contains(old[0]) else { return piece }
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

  private static func stripping(
    _ character: [UInt8], _ count: Int, from piece: ArraySlice<UInt8>
  ) -> ArraySlice<UInt8> {
    var rest = piece
    for _ in 0..<count where rest.starts(with: character) { rest = rest.dropFirst(character.count) }
    return rest
  }
}

extension DecoderChain {
  /// SentencePiece's, of which the first space is left out where one `wasPrefixed`.
  init(wasPrefixed: Bool) {
    steps =
      [.replace(Metaspace.usual, with: [0x20]), .byteFallback, .fuse]
      + (wasPrefixed ? [.strip([0x20], count: 1)] : [])
  }

  /// The steps that the section `field` of a `tokenizer.json` describes.
  init(_ field: FieldReader) throws(ExplainerError) {
    var steps: [Step] = []
    for part in try field.components("decoders") {
      switch try part["type"].string() {
      case "Replace":
        guard case .replace(let old, let new)? = try TextReplacement(part) else { continue }
        steps.append(.replace(old, with: new))
      case "ByteFallback": steps.append(.byteFallback)
      case "Fuse": steps.append(.fuse)
      case "Strip":
        let (start, stop) = (try part["start"].integer() ?? 0, try part["stop"].integer() ?? 0)
        guard stop == 0, (0...64).contains(start), let text = try part["content"].string(), !text.isEmpty
        else {
          throw part.unsupported("this way of leaving out characters is not supported")
        }
        steps.append(.strip(Array(text.utf8), count: start))
      default:
        throw part["type"].unsupported(
          "this component is not supported", expected: "Replace, ByteFallback, Fuse or Strip")
      }
    }
    self.steps = steps
  }
}
