extension TemplateMacro {
  /// The names that its body and its defaults use, of those that say what it takes: `caller`, `varargs`, `kwargs`.
  var usedNames: Set<String> {
    var names = NameFinder()
    for value in defaults { names.visit(value) }
    names.visit(body)
    return names.found.subtracting(parameters)
  }
}

/// Looks for names in a body.
private struct NameFinder {
  private static let sought: Set<String> = ["caller", "varargs", "kwargs"]
  var found: Set<String> = []

  mutating func visit(_ statements: [TemplateStatement]) {
    for statement in statements {
      switch statement.kind {
      case .data, .stop, .next: break
      case .output(let value), .set(_, let value): visit(value)
      case .loop(let loop):
        visit(loop.sequence)
        visit(loop.condition)
        visit(loop.body)
        visit(loop.otherwise)
      case .branches(let branches):
        for branch in branches {
          visit(branch.condition)
          visit(branch.body)
        }
      case .setBlock(_, let filter, let body):
        visit(filter)
        visit(body)
      case .macro(let macro), .call(_, let macro):
        if case .call(let call, _) = statement.kind { visit(call) }
        for value in macro.defaults { visit(value) }
        visit(macro.body)
      case .filter(let filter, let body):
        visit(filter)
        visit(body)
      case .with(let values, let body):
        for (_, value) in values { visit(value) }
        visit(body)
      case .generation(let body): visit(body)
      }
    }
  }

  mutating func visit(_ expression: TemplateExpression?) {
    guard let expression else { return }
    switch expression {
    case .constant: break
    case .name(let name): if Self.sought.contains(name) { found.insert(name) }
    case .list(let values), .tuple(let values), .joined(let values): for value in values { visit(value) }
    case .dictionary(let members):
      for member in members {
        visit(member.key)
        visit(member.value)
      }
    case .attribute(let value, _), .negated(let value), .signed(let value, _): visit(value)
    case .item(let first, let second), .both(let first, let second), .either(let first, let second),
      .arithmetic(let first, _, let second):
      visit(first)
      visit(second)
    case .slice(let first, let second, let third):
      visit(first)
      visit(second)
      visit(third)
    case .call(let value, let arguments):
      visit(value)
      visit(arguments)
    case .filter(let value, _, let arguments):
      visit(value)
      visit(arguments)
    case .test(let value, _, let arguments):
      visit(value)
      visit(arguments)
    case .choice(let value, let condition, let otherwise):
      visit(value)
      visit(condition)
      visit(otherwise)
    case .comparison(let first, let others):
      visit(first)
      for (_, value) in others { visit(value) }
    }
  }

  private mutating func visit(_ arguments: TemplateArguments) {
    for value in arguments.values { visit(value) }
    for argument in arguments.named { visit(argument.value) }
    visit(arguments.spread)
    visit(arguments.spreadNamed)
  }
}
