public import ExplainerCore

extension NumberStyle {
  /// The number as figures print it: no locale, a real minus sign, never more digits than are true.
  ///
  /// Percent has two significant digits; what is above 99.5 % but not all reads `>99%`, below 0.01 % `<0.01%`. What three
  /// or more decimals would make nothing of has an exponent: `4.0e-5`.
  public func text(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞" }
    switch self {
    case .percent: return Self.percent(value)
    case .integer: return Self.grouped(value)
    case .decimal(let count):
      let text = Self.fixed(value, decimals: count)
      let vanishes = count > 2 && value != 0 && !text.contains { ("1"..."9").contains($0) }
      return vanishes ? Self.scientific(value, decimals: 1) : text
    }
  }

  /// A share of 1 as percent.
  private static func percent(_ share: Double) -> String {
    let percent = abs(share) * 100
    let sign = share < 0 ? "−" : ""
    switch percent {
    case 0: return "0%"
    case ..<0.01: return sign.isEmpty ? "<0.01%" : ">−0.01%"
    case ..<0.0995: return sign + fixed(percent, decimals: 3) + "%"
    case ..<0.995: return sign + fixed(percent, decimals: 2) + "%"
    case ..<9.95: return sign + fixed(percent, decimals: 1) + "%"
    case ..<99.5: return sign + fixed(percent, decimals: 0) + "%"
    case ..<100: return sign.isEmpty ? ">99%" : "<−99%"
    default: return sign + grouped(percent) + "%"
    }
  }

  /// A whole number with its thousands separated by commas.
  static func grouped(_ value: Double) -> String {
    let digits = Array(fixed(abs(value), decimals: 0))
    guard digits.allSatisfy(\.isNumber) else { return fixed(value, decimals: 0) }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (value < 0 && text != "0" ? "−" : "") + text
  }

  /// A number with `decimals` (0…15) places after the point, rounded half away from zero.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let digitCount = min(max(decimals, 0), 15)
    let scale = (0..<digitCount).reduce(1.0) { power, _ in power * 10 }
    let scaled = (abs(value) * scale).rounded(.toNearestOrAwayFromZero)
    // Beyond 2^53 the shortest description is as exact as a fixed one.
    guard scaled < 0x1p53 else { return value.description.replacing("-", with: "−") }
    var digits = String(UInt64(scaled))
    if digitCount > 0 {
      digits = String(repeating: "0", count: max(0, digitCount + 1 - digits.count)) + digits
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -digitCount))
    }
    return (value < 0 && scaled > 0 ? "−" : "") + digits
  }

  /// The number with at most seven significant digits (as many as 32-bit floats carry), for tooltips and TSV.
  static func exact(_ value: Double) -> String {
    guard value.isFinite else { return value.description }
    if let whole = Int(exactly: value), abs(whole) < 1 << 53 { return String(whole) }
    let single = Float(value)
    return single.isFinite ? single.description : value.description
  }
}
