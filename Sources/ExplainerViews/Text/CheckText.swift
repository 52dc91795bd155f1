import ExplainerCore
import JSON

/// Checks in words.
enum CheckText {
  /// The measured value with three significant digits.
  static func value(_ check: Check) -> String {
    switch check.value {
    case .bool(let value): value ? "yes" : "no"
    case .integer(let value): NumberStyle.integer.text(Double(value))
    case .number(let value): NumberStyle.significant(value)
    case .string(let text): VisibleText(text).text
    default: VisibleText(check.value.text()).text
    }
  }
}

extension NumberStyle {
  /// Three significant digits, with an exponent where the number is very small or very great.
  static func significant(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : NumberStyle.decimal(0).text(value) }
    var exponent = 0
    var mantissa = abs(value)
    while mantissa >= 9.995, exponent < 400 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 0.9995, exponent > -400 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    if (-3...5).contains(exponent) { return trimmed(fixed(value, decimals: max(0, 2 - exponent))) }
    return (value < 0 ? "−" : "") + trimmed(fixed(mantissa, decimals: 2)) + "e\(exponent)"
  }

  /// Without zeros at the end of the decimals.
  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var digits = text[...]
    while digits.last == "0" { digits.removeLast() }
    if digits.last == "." { digits.removeLast() }
    return String(digits)
  }
}
