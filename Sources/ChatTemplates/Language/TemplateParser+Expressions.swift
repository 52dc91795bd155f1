/// Expressions, from what binds least to what binds most.
extension TemplateParser {
  mutating func expression(withChoice: Bool = true) throws(TemplateProblem) -> TemplateExpression {
    try deeper { parser throws(TemplateProblem) in
      withChoice ? try parser.choice() : try parser.either()
    }
  }

  /// An expression, or several with commas between.
  mutating func tuple(
    withChoice: Bool = true, endsAt end: String? = nil, inParentheses: Bool = false
  ) throws(TemplateProblem) -> TemplateExpression {
    var elements: [TemplateExpression] = []
    var isTuple = false
    while true {
      if !elements.isEmpty { try expect(.sign(",")) }
      let isEnd =
        current.kind == .outputEnd || current.kind == .statementEnd || isSign(")")
        || end.map { isName($0) } == true
      if isEnd { break }
      elements.append(try expression(withChoice: withChoice))
      guard isSign(",") else { break }
      isTuple = true
    }
    if !isTuple {
      if let first = elements.first { return first }
      guard inParentheses else { throw problem("an expression was expected, found \(current.words)") }
    }
    return .tuple(elements)
  }

  private mutating func choice() throws(TemplateProblem) -> TemplateExpression {
    var value = try either()
    var links = 0
    while skipName("if") {
      try count(&links)
      let condition = try either()
      let otherwise = skipName("else") ? try expression() : nil
      value = .choice(value, condition: condition, otherwise: otherwise)
    }
    return value
  }

  private mutating func either() throws(TemplateProblem) -> TemplateExpression {
    var left = try both()
    var links = 0
    while skipName("or") {
      try count(&links)
      left = .either(left, try both())
    }
    return left
  }

  private mutating func both() throws(TemplateProblem) -> TemplateExpression {
    var left = try negation()
    var links = 0
    while skipName("and") {
      try count(&links)
      left = .both(left, try negation())
    }
    return left
  }

  private mutating func negation() throws(TemplateProblem) -> TemplateExpression {
    guard skipName("not") else { return try comparison() }
    return .negated(try deeper { parser throws(TemplateProblem) in try parser.negation() })
  }

  private mutating func comparison() throws(TemplateProblem) -> TemplateExpression {
    let first = try sum()
    var others: [(TemplateComparison, TemplateExpression)] = []
    while true {
      if case .sign(let sign) = current.kind, let comparison = TemplateComparison(rawValue: sign) {
        advance()
        others.append((comparison, try sum()))
      } else if skipName("in") {
        others.append((.contained, try sum()))
      } else if isName("not"), following.kind == .name("in") {
        advance()
        advance()
        others.append((.notContained, try sum()))
      } else {
        return others.isEmpty ? first : .comparison(first, others)
      }
    }
  }

  private mutating func sum() throws(TemplateProblem) -> TemplateExpression {
    var left = try joined()
    var links = 0
    while let sign = operation(["+", "-"]) {
      try count(&links)
      left = .arithmetic(left, sign, try joined())
    }
    return left
  }

  private mutating func joined() throws(TemplateProblem) -> TemplateExpression {
    var parts = [try product()]
    while skipSign("~") { parts.append(try product()) }
    return parts.count == 1 ? parts[0] : .joined(parts)
  }

  private mutating func product() throws(TemplateProblem) -> TemplateExpression {
    var left = try power()
    var links = 0
    while let sign = operation(["*", "/", "//", "%"]) {
      try count(&links)
      left = .arithmetic(left, sign, try power())
    }
    return left
  }

  private mutating func power() throws(TemplateProblem) -> TemplateExpression {
    var left = try unary()
    var links = 0
    while let sign = operation(["**"]) {
      try count(&links)
      left = .arithmetic(left, sign, try unary())
    }
    return left
  }

  private mutating func operation(_ signs: [String]) -> TemplateOperator? {
    guard case .sign(let sign) = current.kind, signs.contains(sign) else { return nil }
    advance()
    return TemplateOperator(rawValue: sign)
  }

  mutating func unary(withFilters: Bool = true) throws(TemplateProblem) -> TemplateExpression {
    var value: TemplateExpression
    if isSign("-") || isSign("+") {
      let isNegative = isSign("-")
      advance()
      value = .signed(
        try deeper { parser throws(TemplateProblem) in try parser.unary(withFilters: false) },
        isNegative: isNegative)
    } else {
      value = try primary()
    }
    value = try postfixed(value)
    return withFilters ? try filtered(value) : value
  }
}
