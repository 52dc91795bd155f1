/// What an expression begins with, and what may stand behind it.
extension TemplateParser {
  mutating func primary() throws(TemplateProblem) -> TemplateExpression {
    switch current.kind {
    case .name(let name):
      advance()
      switch name {
      case "true", "True": return .constant(.bool(true))
      case "false", "False": return .constant(.bool(false))
      case "none", "None": return .constant(.none)
      default: return .name(name)
      }
    case .text:
      var text = ""
      while case .text(let part) = current.kind {
        text += part
        advance()
      }
      return .constant(.text(text))
    case .integer(let value):
      advance()
      return .constant(.integer(value))
    case .float(let value):
      advance()
      return .constant(.float(value))
    case .sign("("):
      advance()
      let value = try tuple(inParentheses: true)
      try expect(.sign(")"))
      return value
    case .sign("["):
      advance()
      return .list(try elements(until: "]"))
    case .sign("{"):
      advance()
      return .dictionary(try members())
    default: throw problem("\(current.words) means nothing here")
    }
  }

  private mutating func elements(until end: String) throws(TemplateProblem) -> [TemplateExpression] {
    var elements: [TemplateExpression] = []
    while !isSign(end) {
      if !elements.isEmpty { try expect(.sign(",")) }
      if isSign(end) { break }
      elements.append(try expression())
    }
    advance()
    return elements
  }

  private mutating func members() throws(TemplateProblem) -> [(
    key: TemplateExpression, value: TemplateExpression
  )] {
    var members: [(key: TemplateExpression, value: TemplateExpression)] = []
    while !isSign("}") {
      if !members.isEmpty { try expect(.sign(",")) }
      if isSign("}") { break }
      let key = try expression()
      try expect(.sign(":"))
      members.append((key, try expression()))
    }
    advance()
    return members
  }

  mutating func postfixed(_ start: TemplateExpression) throws(TemplateProblem) -> TemplateExpression {
    var (value, links) = (start, 0)
    while true {
      if isSign(".") {
        advance()
        if case .integer(let index) = current.kind {
          advance()
          value = .item(value, .constant(.integer(index)))
        } else {
          value = .attribute(value, try name())
        }
      } else if skipSign("[") {
        value = .item(value, try subscripts())
      } else if isSign("(") {
        value = .call(value, try arguments())
      } else {
        return value
      }
      try count(&links)
    }
  }

  /// Counts one more link of a chain, which is as deep as it is long once it is evaluated.
  func count(_ links: inout Int) throws(TemplateProblem) {
    links += 1
    guard links <= nesting else {
      throw TemplateProblem("it has a chain of more than \(nesting) links", kind: .limit, line: line)
    }
  }

  mutating func filtered(_ start: TemplateExpression) throws(TemplateProblem) -> TemplateExpression {
    var (value, links) = (start, 0)
    while true {
      if isSign("|") {
        value = try filters(value)
      } else if isName("is") {
        value = try test(value)
      } else if isSign("(") {
        value = .call(value, try arguments())
      } else {
        return value
      }
      try count(&links)
    }
  }

  /// Filters one behind another; the first may stand without `|` where nothing is piped into it.
  mutating func filters(_ start: TemplateExpression?) throws(TemplateProblem) -> TemplateExpression {
    var value = start
    var links = 0
    if start == nil, !isSign("|") { value = try filter(nil) }
    while skipSign("|") {
      value = try filter(value)
      try count(&links)
    }
    guard let value else { throw problem("a filter was expected, found \(current.words)") }
    return value
  }

  private mutating func filter(_ value: TemplateExpression?) throws(TemplateProblem) -> TemplateExpression {
    let name = try dottedName()
    return .filter(value, name, isSign("(") ? try arguments() : TemplateArguments())
  }

  private mutating func dottedName() throws(TemplateProblem) -> String {
    var name = try name()
    while skipSign(".") { name += "." + (try self.name()) }
    return name
  }

  private mutating func test(_ value: TemplateExpression) throws(TemplateProblem) -> TemplateExpression {
    advance()
    let isNegated = skipName("not")
    let name = try dottedName()
    var arguments = TemplateArguments()
    if isSign("(") {
      arguments = try self.arguments()
    } else if startsArgument {
      if isName("is") { throw problem("tests do not follow one another") }
      arguments.values = [try postfixed(try primary())]
    }
    let test = TemplateExpression.test(value, name, arguments)
    return isNegated ? .negated(test) : test
  }

  /// Whether what follows is the argument of a test without parentheses.
  private var startsArgument: Bool {
    switch current.kind {
    case .name(let name): !["else", "or", "and"].contains(name)
    case .text, .integer, .float: true
    case .sign(let sign): ["[", "{"].contains(sign)
    default: false
    }
  }
}
