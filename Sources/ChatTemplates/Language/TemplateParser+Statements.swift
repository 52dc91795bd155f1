/// Statements, from behind their `{%` up to their `%}`.
extension TemplateParser {
  mutating func statement() throws(TemplateProblem) -> TemplateStatement.Kind? {
    let name = try name()
    switch name {
    case "for": return .loop(try loop())
    case "if": return .branches(try branches())
    case "set": return try set()
    case "macro":
      let name = try self.name()
      let (parameters, defaults) = try parameters()
      return .macro(
        TemplateMacro(
          name: name, parameters: parameters, defaults: defaults, body: try block("endmacro")))
    case "call":
      var (parameters, defaults): ([String], [TemplateExpression]) = ([], [])
      if isSign("(") { (parameters, defaults) = try self.parameters() }
      let call = try expression()
      guard case .call = call else { throw problem("'call' needs a call") }
      let body = try block("endcall")
      return .call(
        call, TemplateMacro(name: "caller", parameters: parameters, defaults: defaults, body: body))
    case "filter":
      let filter = try filters(nil)
      return .filter(filter, body: try block("endfilter"))
    case "with": return try with()
    case "generation": return .generation(try block("endgeneration"))
    case "break", "continue":
      guard loops > 0 else { throw problem("'\(name)' stands in no loop") }
      return name == "break" ? .stop : .next
    case "include", "import", "from", "extends", "block", "autoescape", "print":
      throw TemplateProblem("'\(name)' is not read here", kind: .unsupported, line: line)
    default: throw problem("there is no statement '\(name)'")
    }
  }

  /// The statements of a block, up to and with the name that ends it.
  private mutating func block(_ end: String) throws(TemplateProblem) -> [TemplateStatement] {
    try expect(.statementEnd)
    let body = try body(until: [end])
    advance()
    return body
  }

  private mutating func loop() throws(TemplateProblem) -> TemplateLoop {
    let target = try target(endsAtIn: true)
    guard skipName("in") else { throw problem("'in' was expected, found \(current.words)") }
    let sequence = try tuple(withChoice: false, endsAt: "recursive")
    let condition = skipName("if") ? try expression() : nil
    let isRecursive = skipName("recursive")
    try expect(.statementEnd)
    loops += 1
    let body = try body(until: ["else", "endfor"])
    loops -= 1
    let otherwise = skipName("else") ? try block("endfor") : []
    if isName("endfor") { advance() }
    return TemplateLoop(
      target: target, sequence: sequence, condition: condition, isRecursive: isRecursive, body: body,
      otherwise: otherwise)
  }

  private mutating func branches() throws(TemplateProblem) -> [(
    condition: TemplateExpression?, body: [TemplateStatement]
  )] {
    var branches: [(condition: TemplateExpression?, body: [TemplateStatement])] = []
    while true {
      let condition = try tuple(withChoice: false)
      try expect(.statementEnd)
      branches.append((condition, try body(until: ["elif", "else", "endif"])))
      if skipName("elif") { continue }
      if skipName("else") { branches.append((nil, try block("endif"))) } else { advance() }
      return branches
    }
  }

  private mutating func set() throws(TemplateProblem) -> TemplateStatement.Kind {
    let target = try target(takesMembers: true)
    if skipSign("=") { return .set(target, try tuple()) }
    let filter = isSign("|") ? try filters(nil) : nil
    return .setBlock(target, filter: filter, body: try block("endset"))
  }

  private mutating func with() throws(TemplateProblem) -> TemplateStatement.Kind {
    var values: [(TemplateTarget, TemplateExpression)] = []
    while current.kind != .statementEnd {
      if !values.isEmpty { try expect(.sign(",")) }
      let name = try name()
      try expect(.sign("="))
      values.append((.name(name), try expression()))
    }
    return .with(values, body: try block("endwith"))
  }

  /// What a value is given to: names, with commas between where there are several.
  private mutating func target(endsAtIn: Bool = false, takesMembers: Bool = false) throws(TemplateProblem)
    -> TemplateTarget
  {
    var targets: [TemplateTarget] = []
    var isSeveral = false
    repeat {
      if endsAtIn, isName("in") { break }
      if isSign("=") || current.kind == .statementEnd || isSign(")") { break }
      targets.append(try oneTarget(takesMembers))
      if isSign(",") { isSeveral = true }
    } while skipSign(",")
    guard let first = targets.first else { throw problem("a name was expected, found \(current.words)") }
    return isSeveral ? .several(targets) : first
  }

  private mutating func oneTarget(_ takesMembers: Bool) throws(TemplateProblem) -> TemplateTarget {
    if skipSign("(") {
      let inner = try deeper { parser throws(TemplateProblem) in
        try parser.target(takesMembers: takesMembers)
      }
      try expect(.sign(")"))
      return inner
    }
    let name = try name()
    guard !["true", "false", "none", "True", "False", "None"].contains(name) else {
      throw problem("'\(name)' cannot be set")
    }
    guard takesMembers, skipSign(".") else { return .name(name) }
    return .member(name, try self.name())
  }

  private mutating func parameters() throws(TemplateProblem) -> ([String], [TemplateExpression]) {
    var (names, defaults): ([String], [TemplateExpression]) = ([], [])
    try expect(.sign("("))
    while !isSign(")") {
      if !names.isEmpty { try expect(.sign(",")) }
      names.append(try name())
      if skipSign("=") {
        defaults.append(try expression())
      } else if !defaults.isEmpty {
        throw problem("a parameter without a default follows one with one")
      }
    }
    advance()
    return (names, defaults)
  }
}
