/// How tokens lie in the text they came from: what each covers, what stands before it, and which word it is part of.
///
/// Tokens that come from no place in the text (special ones, generated ones) cover what they show.
public struct TokenLayout: Sendable, Hashable {
  /// Where one token stands.
  public struct Span: Sendable, Hashable {
    /// The characters the token covers, as written in the text; empty for special tokens.
    public var surface: String
    /// The blanks and dropped characters between it and the token before.
    public var gap: String
    /// The number of the word it is part of, from 0; tokens of one word are neighbours.
    public var word: Int

    /// What views show of `token`, which stands here: its characters in the text; a special token shows itself, so that
    /// an unknown word is seen to be one.
    public func shown(of token: Token) -> String {
      token.isSpecial && !surface.isEmpty ? token.text : surface
    }
  }

  /// One span a token.
  public let spans: [Span]

  /// Lays `tokens` out over `text`.
  ///
  /// A token goes on with the word of the token before it if it begins where that one ends and the boundary lies
  /// inside a run of letters, digits and marks (apostrophes between letters count; ideographs, which tokenizers take
  /// one by one, do not), or inside one character.
  ///
  /// - Complexity: O(length of the text).
  public init(_ tokens: [Token], of text: String) {
    let boundaries = WordBoundaries(text)
    let bytes = Array(text.utf8)
    var spans: [Span] = []
    spans.reserveCapacity(tokens.count)
    var end: Int?
    var word = -1
    for token in tokens {
      guard let range = token.byteRange, range.upperBound <= bytes.count else {
        word += 1
        spans.append(Span(surface: token.isSpecial ? "" : token.display, gap: "", word: word))
        continue
      }
      let blanks = bytes[range].prefix { $0 == 0x20 || (9...13).contains($0) }.count
      let start = range.lowerBound + blanks
      // Pieces of one character may overlap.
      let before = min(end ?? 0, start)
      let isJoined = before == start && end != nil && boundaries.isInsideWord(start)
      if !isJoined { word += 1 }
      let covered = bytes[start..<range.upperBound]
      var part = token
      part.bytes = Array(covered)
      spans.append(
        Span(
          surface: String(validating: covered, as: UTF8.self) ?? part.display,
          gap: String(decoding: bytes[before..<start], as: UTF8.self), word: word))
      end = max(end ?? 0, range.upperBound)
    }
    self.spans = spans
  }

  /// The tokens of each word, as ranges.
  public var words: [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (index, span) in spans.enumerated() {
      if span.word < ranges.count {
        ranges[span.word] = ranges[span.word].lowerBound..<index + 1
      } else {
        ranges.append(index..<index + 1)
      }
    }
    return ranges
  }
}

/// Which places of a text, in UTF-8 bytes, lie inside a word or a character.
private struct WordBoundaries {
  private enum Kind { case letter, digit, mark, apostrophe, other, tail }

  /// The kind of the scalar that begins at each byte, `tail` inside a scalar.
  private var kinds: [Kind] = []
  /// The kind of the scalar that ends before each byte.
  private var previous: [Kind] = []

  init(_ text: String) {
    var last = Kind.other
    for scalar in text.unicodeScalars {
      let kind = Self.kind(of: scalar)
      let length = UTF8.width(scalar)
      kinds.append(kind)
      previous.append(last)
      for _ in 1..<length {
        kinds.append(.tail)
        previous.append(kind)
      }
      last = kind
    }
  }

  func isInsideWord(_ byte: Int) -> Bool {
    guard kinds.indices.contains(byte), byte > 0 else { return false }
    switch (previous[byte], kinds[byte]) {
    case (_, .tail), (_, .mark): return true
    case (.letter, .letter), (.letter, .digit), (.digit, .letter), (.digit, .digit): return true
    case (.mark, .letter), (.mark, .digit): return true
    case (.letter, .apostrophe), (.mark, .apostrophe):
      return byte + width(at: byte) < kinds.count && kinds[byte + width(at: byte)] == .letter
    case (.apostrophe, .letter):
      let apostrophe = start(before: byte)
      return apostrophe > 0 && (previous[apostrophe] == .letter || previous[apostrophe] == .mark)
    default: return false
    }
  }

  private func width(at byte: Int) -> Int {
    var next = byte + 1
    while next < kinds.count, kinds[next] == .tail { next += 1 }
    return next - byte
  }

  private func start(before byte: Int) -> Int {
    var start = byte - 1
    while start > 0, kinds[start] == .tail { start -= 1 }
    return start
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    if scalar == "'" || scalar == "\u{2019}" { return .apostrophe }
    let properties = scalar.properties
    if properties.isIdeographic { return .other }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return .mark
    case .decimalNumber: return .digit
    default: return properties.isAlphabetic ? .letter : .other
    }
  }
}
