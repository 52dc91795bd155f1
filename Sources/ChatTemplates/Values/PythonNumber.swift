import Glibc

/// Numbers as Python reads and rounds them.
enum PythonNumber {
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

  /// The number a text writes, as Python's `float` reads it.
  static func float(_ text: TemplateText) -> Double? {
    let text = text.stripped().string.lowercased()
    let bare = text.hasPrefix("-") || text.hasPrefix("+") ? String(text.dropFirst()) : text
    let sign = text.hasPrefix("-") ? -1.0 : 1.0
    if ["inf", "infinity"].contains(bare) { return sign * .infinity }
    if bare == "nan" { return .nan }
    guard let digits = withoutUnderscores(bare), !digits.contains("x"), !digits.contains("p"),
      digits.unicodeScalars.allSatisfy({ ("0"..."9").contains($0) || ".e+-".unicodeScalars.contains($0) }),
      digits.unicodeScalars.first.map({ ("0"..."9").contains($0) || $0 == "." }) == true
    else { return nil }
    let padded = digits.hasPrefix(".") ? "0" + digits : digits
    return Double(padded.replacingDot).map { $0 * sign }
  }

  /// The whole number a text writes, as Python's `int` reads it.
  static func integer(_ text: TemplateText, base: Int = 10) throws(TemplateProblem) -> Int? {
    let text = text.stripped().string.lowercased()
    let isNegative = text.hasPrefix("-")
    var digits = isNegative || text.hasPrefix("+") ? String(text.dropFirst()) : text
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where base == radix && digits.hasPrefix(prefix)
    {
      digits.removeFirst(2)
    }
    guard (2...36).contains(base), let bare = withoutUnderscores(digits), let first = bare.first,
      first != "-", first != "+"
    else { return nil }
    let value = Int((isNegative ? "-" : "") + bare, radix: base)
    if value == nil, bare.allSatisfy({ $0.isASCII && $0.isNumber }), base == 10 {
      throw TemplateProblem("a whole number does not fit 64 bits", kind: .unsupported)
    }
    return value
  }

  /// The text without the underscores between its digits; nil where one is elsewhere.
  private static func withoutUnderscores(_ text: String) -> String? {
    guard !text.hasPrefix("_"), !text.hasSuffix("_"),
      !zip(text, text.dropFirst()).contains(where: { $0 == "_" && $1 == "_" })
    else { return nil }
    return text.filter { $0 != "_" }
  }

  /// Rounds half to even at a decimal place, as Python does: by the digits that the number really has.
  static func rounded(_ value: Double, places: Int) -> Double {
    guard value.isFinite, places < 300 else { return value }
    guard places >= 0 else {
      let unit = pow(10, Double(-places))
      return (value / unit).rounded(.toNearestOrEven) * unit
    }
    guard value.magnitude < 1e22 else { return value }
    return Double(text(value, places: places)) ?? value
  }

  /// The number with so many decimal places (at most 300), rounded by the digits that it really has.
  static func text(_ value: Double, places: Int) -> String {
    var buffer = [CChar](repeating: 0, count: 700)
    _ = withVaList([Int32(places), value]) { vsnprintf(&buffer, buffer.count, "%.*f", $0) }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension String {
  /// The number with a digit behind its point, which Swift wants and Python does not.
  fileprivate var replacingDot: String {
    guard let dot = firstIndex(of: ".") else { return self }
    let next = index(after: dot)
    return next == endIndex || !self[next].isNumber ? self[...dot] + "0" + self[next...] : self
  }
}
