extension ScalarSet {
  /// `\p{L}`.
  static let letters = ScalarSet(
    .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter)
  /// `\p{M}`.
  static let marks = ScalarSet(.mark, .punctuationMark)
  /// `\p{N}`.
  static let numbers = ScalarSet(.decimalNumber, .letterNumber, .otherNumber)
  /// `\s`.
  static let spaces = ScalarSet(.space)
  /// What BERT, and `Punctuation`, take for punctuation.
  static let bertPunctuation = ScalarSet(.punctuation, .punctuationSymbol, .punctuationMark)

  /// `\w` to Oniguruma, which has a few numbers of Latin-1 in it where it is no part of a set.
  static let patternWords = patternWordParts.joined(
    with: ScalarSet(0xB2...0xB3), ScalarSet(0xB9), ScalarSet(0xBC...0xBE))

  /// `\w` to Rust: what `Whitespace` makes words of, and what tokens that are single words do not touch.
  static let words = patternWordParts.joined(with: ScalarSet(0x200C...0x200D))

  /// What `Digits` sets apart: `\p{N}` of a later Unicode version.
  static let digits = numbers.joined(with: ScalarSet(0x11DE0...0x11DE9), ScalarSet(0x16FF4...0x16FF6))

  /// What all these ideas of words have in common: letters, marks, digits, connectors, and letters in circles and squares.
  static let patternWordParts = letters.joined(
    with: marks, ScalarSet(.decimalNumber, .letterNumber), ScalarSet(0x5F), ScalarSet(0x203F...0x2040),
    ScalarSet(0x2054), ScalarSet(0x24B6...0x24E9), ScalarSet(0xFE33...0xFE34), ScalarSet(0xFE4D...0xFE4F),
    ScalarSet(0xFF3F), ScalarSet(0x1F130...0x1F149), ScalarSet(0x1F150...0x1F169),
    ScalarSet(0x1F170...0x1F189))

  private func joined(with others: ScalarSet...) -> ScalarSet {
    others.reduce(self) { $0.union($1) ?? $0 }
  }
}
