/// How tokens become text again: steps, one after the other, each on what the one before has left of the pieces.
///
/// Source: huggingface/tokenizers `decoders`.
struct PieceDecoder: Sendable, Hashable {
  /// A step.
  enum Step: Sendable, Hashable {
    /// All pieces become one, the bytes that they spell in GPT-2's alphabet.
    case byteLevel
    /// Spaces between words; pieces with the prefix continue one. `cleansUp`: whether spaces before punctuation and
    /// English contractions are left out.
    case wordPiece(prefix: [UInt8], cleansUp: Bool)
    /// Spaces in place of what stands for them; with `stripsFirst` none in the first piece.
    case metaspace([UInt8], stripsFirst: Bool)
    /// All pieces become one, with spaces in place of `▁`, but at the ends; behind each of `marks` is a space.
    case sentences(marks: [[UInt8]])
    /// Spaces in place of what ends words, but for the last piece.
    case wordEnd([UInt8])
    /// Bytes in place of others in each piece.
    case replace([UInt8], with: [UInt8])
    /// The same for what a pattern finds.
    case replacePattern(SplitPattern, with: [UInt8])
    /// Runs of pieces that spell bytes become the characters these are, or each U+FFFD where they are none.
    case byteFallback
    /// All pieces become one.
    case fuse
    /// Up to so many of a character are left out where a piece begins, and where it ends.
    case strip([UInt8], start: Int, stop: Int)
  }

  /// The steps, in order.
  let steps: [Step]
  /// What is put between the pieces at the end.
  let separator: [UInt8]

  /// A decoder of these steps; without `steps` pieces have spaces between them.
  init(_ steps: [Step]?) {
    self.steps = steps ?? []
    separator = steps == nil ? [0x20] : []
  }

  /// The text of `pieces`, UTF-8 as far as these are.
  func decode(_ pieces: some Sequence<ArraySlice<UInt8>>) -> [UInt8] {
    var parts = Array(pieces)
    for (index, step) in steps.enumerated() {
      step.apply(to: &parts)
      // What comes after that is done to a text.
      if step == .byteLevel, index + 1 < steps.count {
        parts = parts.map { Array(String(decoding: $0, as: UTF8.self).utf8)[...] }
      }
    }
    return Array(parts.joined(separator: separator))
  }

  /// The bytes that one piece stands for in a text, whatever they are; nil for a decoder of words, which writes one in
  /// many ways.
  func bytes(of piece: ArraySlice<UInt8>) -> [UInt8]? {
    if steps.contains(.byteFallback), let byte = ByteFallback.byte(spelledBy: piece) { return [byte] }
    var parts = [piece]
    for step in steps {
      switch step {
      case .wordPiece, .wordEnd: return nil
      case .byteFallback, .fuse, .strip: break
      case .sentences: Step.replace(Metaspace.usual, with: [0x20]).apply(to: &parts)
      case .metaspace(let old, _): Step.replace(old, with: [0x20]).apply(to: &parts)
      case .byteLevel, .replace, .replacePattern: step.apply(to: &parts)
      }
    }
    return Array(parts.joined())
  }
}
