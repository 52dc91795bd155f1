/// What is computed of values, as Python does it; whole numbers are those of 64 bits.
extension TemplateEvaluator {
  mutating func arithmetic(
    _ left: TemplateValue, _ sign: TemplateOperator, _ right: TemplateValue
  ) throws(TemplateProblem) -> TemplateValue {
    if case .undefined(let what) = left { throw TemplateProblem("\(what) is undefined") }
    if case .text(let format) = left, sign == .modulo { return try formatted(format, with: right) }
    if case .undefined(let what) = right { throw TemplateProblem("\(what) is undefined") }
    if let first = left.integer, let second = right.integer { return try whole(first, sign, second) }
    if let first = left.number, let second = right.number { return try floating(first, sign, second) }
    switch (left, sign, right) {
    case (.text(let first), .add, .text(let second)):
      let isMarkup = first.isMarkup || second.isMarkup
      var sum = isMarkup ? first.escaped : first
      try budget.append(isMarkup ? second.escaped : second, to: &sum)
      sum.isMarkup = isMarkup
      return .text(sum)
    case (.list(let first), .add, .list(let second)):
      try budget.charge(first.count + second.count)
      return .list(first + second)
    case (.tuple(let first), .add, .tuple(let second)):
      try budget.charge(first.count + second.count)
      return .tuple(first + second)
    case (_, .multiply, _):
      if let count = right.integer { return try repeated(left, count, right) }
      if let count = left.integer { return try repeated(right, count, left) }
    default: break
    }
    throw unfit(left, sign, right)
  }

  private func unfit(_ left: TemplateValue, _ sign: TemplateOperator, _ right: TemplateValue)
    -> TemplateProblem
  {
    TemplateProblem("'\(sign.rawValue)' is not for '\(left.className)' and '\(right.className)'")
  }

  private mutating func repeated(
    _ value: TemplateValue, _ count: Int, _ other: TemplateValue
  ) throws(TemplateProblem) -> TemplateValue {
    func elements(_ elements: [TemplateValue]) throws(TemplateProblem) -> [TemplateValue] {
      let (total, overflows) = elements.count.multipliedReportingOverflow(by: max(0, count))
      try budget.charge(overflows ? Int.max : total)
      return Array(repeatElement(elements, count: max(0, count)).joined())
    }
    switch value {
    case .text(let text): return .text(try budget.repeated(text, count))
    case .list(let list): return .list(try elements(list))
    case .tuple(let list): return .tuple(try elements(list))
    default: throw unfit(value, .multiply, other)
    }
  }

  private func whole(_ first: Int, _ sign: TemplateOperator, _ second: Int) throws(TemplateProblem)
    -> TemplateValue
  {
    func checked(_ result: (partialValue: Int, overflow: Bool)) throws(TemplateProblem) -> TemplateValue {
      guard !result.overflow else {
        throw TemplateProblem("a whole number does not fit 64 bits", kind: .unsupported)
      }
      return .integer(result.partialValue)
    }
    switch sign {
    case .add: return try checked(first.addingReportingOverflow(second))
    case .subtract: return try checked(first.subtractingReportingOverflow(second))
    case .multiply: return try checked(first.multipliedReportingOverflow(by: second))
    case .divide:
      guard second != 0 else { throw TemplateProblem("a division by zero") }
      return .float(Double(first) / Double(second))
    case .floorDivide, .modulo:
      guard second != 0 else { throw TemplateProblem("a division by zero") }
      let (quotient, overflows) = first.dividedReportingOverflow(by: second)
      guard !overflows else { return sign == .modulo ? .integer(0) : try checked((0, true)) }
      let rest = first - quotient * second
      let isBelow = rest != 0 && (rest < 0) != (second < 0)
      return .integer(
        sign == .modulo ? (isBelow ? rest + second : rest) : (isBelow ? quotient - 1 : quotient))
    case .power:
      guard second >= 0 else { return .float(PythonNumber.power(Double(first), Double(second))) }
      var (result, base, exponent) = (1, first, second)
      while exponent > 0 {
        if exponent & 1 == 1 {
          guard case .integer(let value) = try checked(result.multipliedReportingOverflow(by: base)) else {
            break
          }
          result = value
        }
        exponent >>= 1
        guard exponent > 0 else { break }
        guard case .integer(let value) = try checked(base.multipliedReportingOverflow(by: base)) else {
          break
        }
        base = value
      }
      return .integer(result)
    }
  }

  private func floating(_ first: Double, _ sign: TemplateOperator, _ second: Double) throws(TemplateProblem)
    -> TemplateValue
  {
    switch sign {
    case .add: return .float(first + second)
    case .subtract: return .float(first - second)
    case .multiply: return .float(first * second)
    case .power: return .float(PythonNumber.power(first, second))
    case .divide, .floorDivide, .modulo:
      guard second != 0 else { throw TemplateProblem("a division by zero") }
      if sign == .divide { return .float(first / second) }
      var rest = first.truncatingRemainder(dividingBy: second)
      if rest != 0, (rest < 0) != (second < 0) { rest += second }
      if sign == .modulo { return .float(rest == 0 ? (second < 0 ? -0.0 : 0.0) : rest) }
      return .float(((first - rest) / second).rounded(.toNearestOrEven))
    }
  }

  func signed(_ value: TemplateValue, isNegative: Bool) throws(TemplateProblem) -> TemplateValue {
    if let whole = value.integer {
      guard isNegative else { return .integer(whole) }
      guard whole != Int.min else {
        throw TemplateProblem("a whole number does not fit 64 bits", kind: .unsupported)
      }
      return .integer(-whole)
    }
    guard case .float(let number) = value else { throw TemplateProblem("'\(value.className)' has no sign") }
    return .float(isNegative ? -number : number)
  }
}
