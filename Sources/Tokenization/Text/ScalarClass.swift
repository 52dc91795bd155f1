/// The classes of characters that the ways of cutting words tell apart: Unicode's general categories as far as patterns
/// name them, and white space.
///
/// The table is that of the regular-expression engine Hugging Face uses; the platform's own differs on some scalars.
/// BERT's idea of punctuation is that of an older Unicode version: three classes are those it differs by.
enum ScalarClass: UInt8, Sendable {
  /// Anything else: controls, formats, private use, unassigned.
  case other = 0
  /// `\p{Lu}`.
  case uppercaseLetter = 1
  /// `\p{Ll}`.
  case lowercaseLetter = 2
  /// `\p{Lt}`.
  case titlecaseLetter = 3
  /// `\p{Lm}`.
  case modifierLetter = 4
  /// `\p{Lo}`.
  case otherLetter = 5
  /// `\p{M}`.
  case mark = 6
  /// `\p{Nd}`.
  case decimalNumber = 7
  /// `\p{P}`, and punctuation to BERT too.
  case punctuation = 8
  /// `\p{S}`.
  case symbol = 9
  /// `\s`.
  case space = 10
  /// `\p{P}`, but not to BERT.
  case laterPunctuation = 11
  /// `\p{S}`, but punctuation to BERT: `$ + < = > ^ ` | ~` and U+166D.
  case punctuationSymbol = 12
  /// `\p{M}`, but punctuation to BERT: U+111C9.
  case punctuationMark = 13
  /// `\p{Nl}`.
  case letterNumber = 14
  /// `\p{No}`.
  case otherNumber = 15

  /// The class of the scalar with this value.
  static func of(_ scalar: UInt32) -> ScalarClass {
    let block = Int(scalar >> 8)
    guard block < blocks.count else { return .other }
    let word = words[Int(blocks[block]) * 16 + Int((scalar >> 4) & 15)]
    return ScalarClass(rawValue: UInt8(truncatingIfNeeded: word >> UInt64((scalar & 15) * 4)) & 15) ?? .other
  }
}
