/// Estimated widths of text, for drawings that are laid out where there are no fonts.
///
/// Estimates err on the wide side, so that text set in another font of the stack still fits.
enum TextMetrics {
  /// The two kinds of type.
  enum Face: Sendable {
    /// `system-ui`: words.
    case words
    /// `ui-monospace`: tokens and numbers.
    case mono
  }

  /// The width of `text` at `size` pixels.
  static func width(_ text: some StringProtocol, _ face: Face, size: Double) -> Double {
    text.reduce(0) { $0 + width($1, face) } * size
  }

  /// The width of a character in ems.
  static func width(_ character: Character, _ face: Face) -> Double {
    let columns = DisplayWidth.of(character)
    if face == .mono || columns != 1 { return Double(columns) * 0.61 }
    guard let ascii = character.asciiValue else { return 0.62 }
    return switch Unicode.Scalar(ascii) {
    case "i", "j", "l", ".", ",", ":", ";", "'", "|", "!", " ", "I": 0.30
    case "f", "t", "r", "(", ")", "[", "]", "-", "\"", "/": 0.40
    case "m", "w", "M", "W", "@", "%": 0.90
    case "A"..."Z": 0.70
    default: 0.58
    }
  }

  /// `text` broken between words into lines of at most `limit` pixels.
  static func wrap(_ text: String, to limit: Double, size: Double) -> [String] {
    Paragraphs.wrap(text, to: limit / size) { width($0, .words) }
  }
}
