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
    let (mantissa, exponent) = parts(value, decimals: 2)
    if (-3...5).contains(exponent) { return trimmed(fixed(value, decimals: max(0, 2 - exponent))) }
    return (value < 0 ? "−" : "") + trimmed(fixed(mantissa, decimals: 2)) + "e\(exponent)"
  }

  /// A finite number other than 0 with an exponent, and `decimals` places after the point of what stands before that.
  static func scientific(_ value: Double, decimals: Int) -> String {
    let (mantissa, exponent) = parts(value, decimals: decimals)
    return (value < 0 ? "−" : "") + fixed(mantissa, decimals: decimals) + "e\(exponent)"
  }

  /// The size of a finite number other than 0 as `mantissa`·10^`exponent`, where the mantissa, rounded, is at least 1 and
  /// below 10.
  private static func parts(_ value: Double, decimals: Int) -> (mantissa: Double, exponent: Int) {
    let half = (0..<decimals).reduce(0.5) { half, _ in half / 10 }
    var exponent = 0
    var mantissa = abs(value)
    while mantissa >= 10 - half, exponent < 400 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 1 - half / 10, exponent > -400 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    return (mantissa, exponent)
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
