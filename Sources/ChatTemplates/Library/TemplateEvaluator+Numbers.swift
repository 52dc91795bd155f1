/// Filters that make numbers, and those that make one text of another.
extension TemplateEvaluator {
  func numeric(
    _ filter: TemplateFilter, _ value: TemplateValue, _ given: [TemplateValue?]
  ) throws(TemplateProblem) -> TemplateValue {
    if case .undefined(let what) = value { throw TemplateProblem("\(what) is undefined") }
    switch filter {
    case .abs:
      if value.integer != nil {
        return try (value.integer ?? 0) < 0
          ? signed(value, isNegative: true) : signed(value, isNegative: false)
      }
      guard let number = value.number else { throw TemplateProblem("'abs' needs a number") }
      return .float(number.magnitude)
    case .float:
      if let number = value.number ?? value.text.flatMap({ PythonNumber.float($0) }) { return .float(number) }
      return given[0] ?? .float(0)
    case .int: return try whole(value, given)
    default: return try rounded(value, given)
    }
  }

  private func whole(_ value: TemplateValue, _ given: [TemplateValue?]) throws(TemplateProblem)
    -> TemplateValue
  {
    if let whole = value.integer { return .integer(whole) }
    var number = value.number
    if let text = value.text {
      guard let base = (given[1] ?? .integer(10)).integer else {
        throw TemplateProblem("a base is a whole number")
      }
      if let whole = try PythonNumber.integer(text, base: base) { return .integer(whole) }
      number = PythonNumber.float(text)
    }
    guard let number, number.isFinite else { return given[0] ?? .integer(0) }
    guard let whole = Int(exactly: number.rounded(.towardZero)) else {
      throw TemplateProblem("a whole number does not fit 64 bits", kind: .unsupported)
    }
    return .integer(whole)
  }

  private func rounded(_ value: TemplateValue, _ given: [TemplateValue?]) throws(TemplateProblem)
    -> TemplateValue
  {
    guard let number = value.number, let places = (given[0] ?? .integer(0)).integer else {
      throw TemplateProblem("'round' needs numbers")
    }
    let method = try given[1].map { value throws(TemplateProblem) in value.text?.string ?? "" } ?? "common"
    switch method {
    case "common":
      guard let whole = value.integer else { return .float(PythonNumber.rounded(number, places: places)) }
      return places >= 0 ? .integer(whole) : .integer(Int(PythonNumber.rounded(number, places: places)))
    case "ceil", "floor":
      let unit = PythonNumber.power(10, Double(places))
      return .float((number * unit).rounded(method == "ceil" ? .up : .down) / unit)
    default: throw TemplateProblem("'round' goes 'common', 'ceil' or 'floor'")
    }
  }

  mutating func textual(
    _ filter: TemplateFilter, _ text: TemplateText, _ given: [TemplateValue?]
  ) throws(TemplateProblem) -> TemplateText {
    try budget.charge(1 + text.bytes.count / 16)
    switch filter {
    case .lower: return text.lowercased
    case .upper: return text.uppercased
    case .capitalize: return text.capitalized
    case .title: return text.filterTitled
    case .center: return try padded(text, try whole(given[0] ?? .integer(80), .center) ?? 80, .center)
    case .trim:
      guard let set = given[0] else { return text.stripped() }
      if case .none = set { return text.stripped() }
      guard let set = set.text else { throw TemplateProblem("'trim' needs a string") }
      return text.stripped(of: set)
    case .replace:
      var most: TemplateValue?
      if let count = given[2] { if case .none = count {} else { most = count } }
      return try replaced(
        text, try self.text(of: given[0] ?? .none), by: try self.text(of: given[1] ?? .none),
        most: try whole(most, .replace) ?? -1)
    default: return try indented(text, given)
    }
  }

  private mutating func indented(_ text: TemplateText, _ given: [TemplateValue?]) throws(TemplateProblem)
    -> TemplateText
  {
    let indent: TemplateText
    switch given[0] ?? .integer(4) {
    case .text(let text): indent = text
    case let width:
      guard let width = width.integer else { throw TemplateProblem("'indent' needs a number or a string") }
      indent = try budget.repeated(TemplateText(" "), width)
    }
    let (first, blank) = (given[1]?.isTrue ?? false, given[2]?.isTrue ?? false)
    var text = text
    text.append("\n")
    var result = TemplateText("")
    for (index, line) in text.lines().enumerated() {
      if index > 0 { try budget.append("\n", to: &result) }
      if index == 0 ? first : blank || !line.isEmpty { try budget.append(indent, to: &result) }
      try budget.append(line, to: &result)
    }
    return result
  }
}
