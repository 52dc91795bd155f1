/// What stands between brackets and parentheses behind a value.
extension TemplateParser {
  mutating func subscripts() throws(TemplateProblem) -> TemplateExpression {
    var parts: [TemplateExpression] = []
    while !isSign("]") {
      if !parts.isEmpty { try expect(.sign(",")) }
      parts.append(try oneSubscript())
    }
    advance()
    return parts.count == 1 ? parts[0] : .tuple(parts)
  }

  private mutating func oneSubscript() throws(TemplateProblem) -> TemplateExpression {
    let start = isSign(":") ? nil : try expression()
    guard skipSign(":") else { return start ?? .constant(.none) }
    func isEnd() -> Bool { isSign("]") || isSign(",") || isSign(":") }
    let stop = isEnd() ? nil : try expression()
    guard skipSign(":") else { return .slice(start, stop, nil) }
    return .slice(start, stop, isEnd() ? nil : try expression())
  }

  mutating func arguments() throws(TemplateProblem) -> TemplateArguments {
    var (arguments, isFirst) = (TemplateArguments(), true)
    try expect(.sign("("))
    while !isSign(")") {
      if !isFirst { try expect(.sign(",")) }
      if !isFirst, isSign(")") { break }
      isFirst = false
      if skipSign("*") {
        guard arguments.spread == nil, arguments.spreadNamed == nil else { throw problem("'*' stands twice") }
        arguments.spread = try expression()
      } else if skipSign("**") {
        guard arguments.spreadNamed == nil else { throw problem("'**' stands twice") }
        arguments.spreadNamed = try expression()
      } else if case .name(let name) = current.kind, following.kind == .sign("=") {
        guard arguments.spreadNamed == nil else { throw problem("an argument follows '**'") }
        advance()
        advance()
        arguments.named.append((name, try expression()))
      } else {
        guard arguments.named.isEmpty, arguments.spread == nil, arguments.spreadNamed == nil else {
          throw problem("an argument without a name follows one with a name")
        }
        arguments.values.append(try expression())
      }
    }
    advance()
    return arguments
  }
}
