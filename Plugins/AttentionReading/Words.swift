/// Numbers in sentences.
package enum Words {
  /// A share as percent: `93 %`, and with one digit where it rounds to none.
  package static func percent(_ share: Double) -> String {
    let rounded = (share * 100).rounded()
    guard rounded > 0 || share <= 0 else { return "less than 1 %" }
    return rounded == 100 && share < 0.9995 ? "more than 99 %" : "\(Int(rounded)) %"
  }

  /// `1 layer`, `12 layers`.
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A text in quotation marks, cut where it is long.
  package static func quotation(_ text: String, limit: Int = 48) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count > limit ? "“\(words.prefix(limit - 1))…”" : "“\(words)”"
  }
}
