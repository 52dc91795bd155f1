import ExplainerCore

extension TokensFigure {
  /// The kinds that tokens belong to, in order.
  var kinds: [Int] { Set(series.flatMap { ($0.kinds ?? []).compactMap(\.self) }).sorted() }

  /// Whether kinds share hues, so that only their numbers tell them apart.
  var kindsRepeat: Bool {
    let kinds = self.kinds
    return Set(kinds.map(ScaleMapping.hue)).count < kinds.count
  }

  /// What a kind is called: its name, led by its number (from 1) where the name does not say it.
  func kindName(_ kind: Int) -> String {
    let number = String(kind + 1)
    guard kindNames.indices.contains(kind), !kindNames[kind].isEmpty else { return number }
    let name = VisibleText(kindNames[kind]).text
    return name.contains(number) ? name : "\(number) \(name)"
  }

  /// The number of a token's kind for where hue does not tell: raised where the weight is at least two thirds of the
  /// scale, lowered where it is at least one third, empty below and where the next piece of the word says the same.
  func kindMark(_ index: Int, in one: Series, _ mapping: ScaleMapping) -> String {
    guard let mark = kindMark(at: index, one, mapping) else { return "" }
    let isLast = index + 1 >= tokens.count || startsWord(index + 1)
    return isLast || kindMark(at: index + 1, one, mapping) != mark ? mark : ""
  }

  private func kindMark(at index: Int, _ one: Series, _ mapping: ScaleMapping) -> String? {
    guard let kind = one.kinds?[index], let weight = one.weights[index] else { return nil }
    if weight >= mapping.value(at: 2 / 3) { return Self.digits(kind + 1, zero: "⁰¹²³⁴⁵⁶⁷⁸⁹") }
    return weight >= mapping.value(at: 1 / 3) ? Self.digits(kind + 1, zero: "₀₁₂₃₄₅₆₇₈₉") : nil
  }

  private static func digits(_ number: Int, zero digits: String) -> String {
    let digits = Array(digits)
    return String(String(number).compactMap { $0.wholeNumberValue.map { digits[$0] } })
  }

  /// What the raised and lowered numbers mean.
  func kindMarkWords(_ mapping: ScaleMapping) -> String {
    let (lowered, raised) = (style.text(mapping.value(at: 1 / 3)), style.text(mapping.value(at: 2 / 3)))
    return "raised numbers (¹) from \(raised) on, lowered ones (₁) from \(lowered) on, none below"
  }

  /// The colour of a token in a series; nil where it is bare.
  func swatch(_ index: Int, in one: Series?, _ mapping: ScaleMapping) -> Swatch? {
    guard let one, let weight = one.weights[index] else { return nil }
    guard let kinds = one.kinds else { return mapping.swatch(weight) }
    return kinds[index].flatMap { mapping.swatch(weight, kind: $0) }
  }

  /// What a token weighs, in words: its kind and its weight; empty where it is bare.
  func weightWords(_ index: Int, in one: Series?) -> String {
    guard let one, let weight = one.weights[index] else { return "" }
    let number = style.text(weight)
    return one.kinds?[index].map { "\(kindName($0)), \(number)" } ?? number
  }
}
