/// What BERT's normaliser needs to know of a Unicode scalar.
///
/// The table is that of the library Hugging Face uses, whose parts follow different Unicode versions; the
/// platform's own differs on hundreds of scalars.
struct ScalarTraits: OptionSet, Sendable, Hashable {
  let rawValue: UInt8

  /// Becomes a space.
  static let whiteSpace = ScalarTraits(rawValue: 1 << 0)
  /// Taken out of the text: controls, formats, private use, U+0000 and U+FFFD; not tabs and line ends.
  static let control = ScalarTraits(rawValue: 1 << 1)
  /// Taken out with the accents: `\p{Mn}`.
  static let mark = ScalarTraits(rawValue: 1 << 2)
  /// Has a canonical combining class other than 0, and no decomposition.
  static let nonstarter = ScalarTraits(rawValue: 1 << 3)
  /// Has a lower-case form other than itself.
  static let uppercase = ScalarTraits(rawValue: 1 << 4)
  /// Has a canonical decomposition.
  static let composed = ScalarTraits(rawValue: 1 << 5)

  /// The traits of the scalar with this value.
  static func of(_ scalar: UInt32) -> ScalarTraits {
    let block = Int(scalar >> 8)
    guard block < blocks.count else { return [] }
    let word = words[Int(blocks[block]) * 16 + Int((scalar >> 4) & 15)]
    return ScalarTraits(rawValue: kinds[Int(truncatingIfNeeded: word >> UInt64((scalar & 15) * 4)) & 15])
  }

  /// Whether BERT sets the scalar with this value apart as a Chinese character.
  ///
  /// Source: `is_chinese_char` in huggingface/tokenizers `normalizers/bert.rs`, whose list begins the range at
  /// U+2B820 one hundred hexadecimal too late.
  static func isChinese(_ scalar: UInt32) -> Bool {
    guard scalar >= 0x3400 else { return false }
    switch scalar {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B81F,
      0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
      return true
    default: return false
    }
  }
}
