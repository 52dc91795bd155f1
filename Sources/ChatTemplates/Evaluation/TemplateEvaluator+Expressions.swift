extension TemplateEvaluator {
  /// The value of an expression.
  ///
  /// - Parameters:
  ///   - expression: the expression.
  ///   - piped: what goes into the first filter of a block.
  ///   - caller: what a `call` block hands to the macro it calls.
  mutating func evaluate(
    _ expression: TemplateExpression, piped: TemplateValue? = nil, caller: TemplateValue? = nil
  ) throws(TemplateProblem) -> TemplateValue {
    try budget.charge()
    switch expression {
    case .constant(let value): return value
    case .name(let name): return value(of: name)
    default: break
    }
    try budget.enter()
    defer { budget.leave() }
    switch expression {
    case .constant, .name: return .none
    case .list(let elements): return try checked(.list(try values(elements)))
    case .tuple(let elements): return try checked(.tuple(try values(elements)))
    case .dictionary(let members):
      var dictionary = TemplateDictionary()
      for member in members { try dictionary.set(try evaluate(member.key), to: try evaluate(member.value)) }
      return try checked(.dictionary(dictionary))
    case .attribute(let value, let name): return try attribute(name, of: try evaluate(value))
    case .item(let value, .slice(let start, let stop, let step)):
      let value = try evaluate(value)
      return try slice(of: value, try bound(start), try bound(stop), try bound(step))
    case .item(let value, let index):
      let value = try evaluate(value)
      return try item(try evaluate(index), of: value)
    case .slice: throw TemplateProblem("a slice stands alone", kind: .unsupported)
    case .call(let function, let arguments):
      let function = try evaluate(function)
      return try call(function, try evaluated(arguments), caller: caller)
    case .filter(let value, let name, let arguments):
      let value = try value.map { value throws(TemplateProblem) in try evaluate(value, piped: piped) }
      return try filter(name, value ?? piped ?? .none, try evaluated(arguments))
    case .test(let value, let name, let arguments):
      let value = try evaluate(value)
      return .bool(try test(name, value, try evaluated(arguments)))
    case .negated(let value): return .bool(!(try evaluate(value).isTrue))
    case .signed(let value, let isNegative): return try signed(try evaluate(value), isNegative: isNegative)
    case .both(let left, let right):
      let left = try evaluate(left)
      return left.isTrue ? try evaluate(right) : left
    case .either(let left, let right):
      let left = try evaluate(left)
      return left.isTrue ? left : try evaluate(right)
    case .choice(let value, let condition, let otherwise):
      if try evaluate(condition).isTrue { return try evaluate(value) }
      guard let otherwise else { return .undefined("the other side of an 'if' without 'else'") }
      return try evaluate(otherwise)
    case .comparison(let first, let others): return try comparison(first, others)
    case .arithmetic(let left, let sign, let right):
      let left = try evaluate(left)
      return try arithmetic(left, sign, try evaluate(right))
    case .joined(let parts):
      var text = TemplateText("")
      for part in parts { try budget.append(try self.text(of: try evaluate(part)), to: &text) }
      return .text(text)
    }
  }

  private mutating func values(_ expressions: [TemplateExpression]) throws(TemplateProblem) -> [TemplateValue]
  {
    var values: [TemplateValue] = []
    for expression in expressions { values.append(try evaluate(expression)) }
    return values
  }

  /// The value, once it is known not to be too deep.
  mutating func checked(_ value: TemplateValue) throws(TemplateProblem) -> TemplateValue {
    try budget.check(value)
    return value
  }

  private mutating func bound(_ expression: TemplateExpression?) throws(TemplateProblem) -> TemplateValue {
    guard let expression else { return .none }
    return try evaluate(expression)
  }

  private mutating func comparison(
    _ first: TemplateExpression, _ others: [(TemplateComparison, TemplateExpression)]
  ) throws(TemplateProblem) -> TemplateValue {
    var left = try evaluate(first)
    for (comparison, expression) in others {
      let right = try evaluate(expression)
      guard try holds(left, comparison, right) else { return .bool(false) }
      left = right
    }
    return .bool(true)
  }

  private mutating func evaluated(_ arguments: TemplateArguments) throws(TemplateProblem)
    -> TemplateCallArguments
  {
    var evaluated = TemplateCallArguments(values: try values(arguments.values))
    for argument in arguments.named {
      guard !evaluated.named.contains(where: { $0.name == argument.name }) else {
        throw TemplateProblem("'\(argument.name)' is given twice")
      }
      evaluated.named.append((argument.name, try evaluate(argument.value)))
    }
    if let spread = arguments.spread {
      evaluated.values += try elements(of: try evaluate(spread))
    }
    if let spread = arguments.spreadNamed {
      guard case .dictionary(let members) = try evaluate(spread) else {
        throw TemplateProblem("what follows '**' is no mapping")
      }
      for (key, value) in zip(members.keys, members.values) {
        guard let name = key.text?.string, !evaluated.named.contains(where: { $0.name == name }) else {
          throw TemplateProblem("what follows '**' names no argument, or one that is given twice")
        }
        evaluated.named.append((name, value))
      }
    }
    try budget.charge(evaluated.values.count + evaluated.named.count)
    return evaluated
  }
}
