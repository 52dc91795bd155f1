/// Finds tokens in texts: at the leftmost offset at which one begins, the longest.
///
/// Source: `find_matches` in huggingface/tokenizers `added_vocabulary.rs`, whose treatment of white space and
/// neighbouring letters it follows step by step.
struct AddedTokenMatcher: Sendable {
  /// A token to look for.
  private struct Pattern: Sendable {
    var bytes: [UInt8]
    var token: Int
  }

  /// The patterns, those with the same first byte together, the longest of them first.
  private let patterns: [Pattern]
  /// The patterns that begin with each byte.
  private let candidates: [Range<Int>]
  /// Whether special tokens are text like any other: found, but not cut out.
  private let passesSpecial: Bool

  /// A finder of those of `tokens` for which `pattern` gives the text to look for, UTF-8.
  init(_ tokens: [AddedToken], passesSpecial: Bool, pattern: (AddedToken) -> [UInt8]?) {
    self.passesSpecial = passesSpecial
    var patterns: [Pattern] = []
    for (index, token) in tokens.enumerated() {
      guard let bytes = pattern(token), !bytes.isEmpty else { continue }
      patterns.append(Pattern(bytes: bytes, token: index))
    }
    patterns.sort { ($0.bytes[0], $1.bytes.count, $0.token) < ($1.bytes[0], $0.bytes.count, $1.token) }
    self.patterns = patterns
    var candidates: [Range<Int>] = patterns.isEmpty ? [] : Array(repeating: 0..<0, count: 256)
    for (index, pattern) in patterns.enumerated() {
      let first = Int(pattern.bytes[0])
      candidates[first] = (candidates[first].isEmpty ? index : candidates[first].lowerBound)..<index + 1
    }
    self.candidates = candidates
  }

  /// Cuts the part `range` of `text` at the tokens in it.
  ///
  /// Empty parts are left out.
  func split(_ range: Range<Int>, of text: [UInt8], by tokens: [AddedToken]) -> [AddedTokens.Part] {
    guard !range.isEmpty else { return [] }
    guard !patterns.isEmpty else { return [AddedTokens.Part(token: nil, range: range)] }
    var parts: [AddedTokens.Part] = []
    var offset = range.lowerBound
    var done = range.lowerBound
    while let match = nextMatch(in: text, from: offset, to: range.upperBound) {
      offset = match.range.upperBound
      let token = tokens[match.token]
      if passesSpecial, token.isSpecial { continue }
      if token.isSingleWord, touchesWord(match.range, in: text, within: range) { continue }
      var start = match.range.lowerBound
      var end = match.range.upperBound
      if token.stripsLeft {
        start = max(Self.spaceStart(before: start, in: text, from: range.lowerBound), done)
      }
      if token.stripsRight { end = spaceEnd(after: end, in: text, to: range.upperBound) }
      // White space that the token before has taken can reach past one that is nothing but white space.
      end = max(end, start)
      if done < start { parts.append(AddedTokens.Part(token: nil, range: done..<start)) }
      if start < end { parts.append(AddedTokens.Part(token: match.token, range: start..<end)) }
      // What the token before has taken behind this one is read once more.
      done = end
    }
    if done < range.upperBound { parts.append(AddedTokens.Part(token: nil, range: done..<range.upperBound)) }
    return parts
  }

  private func nextMatch(in text: [UInt8], from start: Int, to end: Int) -> (token: Int, range: Range<Int>)? {
    for offset in start..<max(start, end) {
      for candidate in candidates[Int(text[offset])] {
        let bytes = patterns[candidate].bytes
        if bytes.count <= end - offset, text[offset..<offset + bytes.count].elementsEqual(bytes) {
          return (patterns[candidate].token, offset..<offset + bytes.count)
        }
      }
    }
    return nil
  }

  private func touchesWord(_ match: Range<Int>, in text: [UInt8], within range: Range<Int>) -> Bool {
    if let before = Self.scalar(endingAt: match.lowerBound, in: text, from: range.lowerBound),
      Self.isWordCharacter(before.scalar)
    {
      return true
    }
    guard match.upperBound < range.upperBound else { return false }
    let after = String(
      decoding: text[match.upperBound..<min(match.upperBound + 4, range.upperBound)], as: UTF8.self)
    return after.unicodeScalars.first.map(Self.isWordCharacter) ?? false
  }

  /// Where the white space that ends at `end` begins, in `text[start...]`.
  static func spaceStart(before end: Int, in text: [UInt8], from start: Int) -> Int {
    var offset = end
    // Most texts end in a letter: asking for it alone would take most of the time that reading a vocabulary takes.
    if offset > start, (0x21..<0x7F).contains(text[offset - 1]) { return offset }
    while let before = Self.scalar(endingAt: offset, in: text, from: start),
      ScalarClass.of(before.scalar.value) == .space
    {
      offset = before.start
    }
    return offset
  }

  private func spaceEnd(after start: Int, in text: [UInt8], to end: Int) -> Int {
    var offset = start
    while offset < end {
      let next = TextScalar(in: text, at: offset, to: end)
      guard ScalarClass.of(next.value) == .space else { break }
      offset += next.length
    }
    return offset
  }

  /// The scalar that ends just before `end`.
  private static func scalar(
    endingAt end: Int, in text: [UInt8], from start: Int
  ) -> (start: Int, scalar: Unicode.Scalar)? {
    var offset = end - 1
    while offset > start, text[offset] & 0xC0 == 0x80 { offset -= 1 }
    guard offset >= start else { return nil }
    return String(decoding: text[offset..<end], as: UTF8.self).unicodeScalars.first.map { (offset, $0) }
  }

  /// Whether `\w` takes the scalar.
  ///
  /// The classes come from the platform's Unicode tables: single-word tokens do not occur in the tokenizers
  /// of the models we run, and the tables differ only on rare scalars.
  private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isAlphabetic || scalar.properties.isJoinControl { return true }
    switch scalar.properties.generalCategory {
    case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return false
    }
  }
}
