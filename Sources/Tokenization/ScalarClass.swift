/// The classes of characters that GPT-2's way of cutting words tells apart: `\p{L}`, `\p{N}`, `\s` and the
/// rest.
///
/// The table is that of the regular-expression engine Hugging Face uses; the platform's own differs on some
/// scalars.
enum ScalarClass: UInt8, Sendable {
  /// Anything else: punctuation, symbols, marks, unassigned.
  case other = 0
  /// `\p{L}`.
  case letter = 1
  /// `\p{N}`.
  case number = 2
  /// `\s`.
  case space = 3

  /// The class of the scalar with this value.
  static func of(_ scalar: UInt32) -> ScalarClass {
    let block = Int(scalar >> 8)
    guard block < blocks.count else { return .other }
    let word = words[Int(blocks[block]) * 8 + Int((scalar >> 5) & 7)]
    return ScalarClass(rawValue: UInt8(truncatingIfNeeded: word >> UInt64((scalar & 31) * 2)) & 3) ?? .other
  }
}
