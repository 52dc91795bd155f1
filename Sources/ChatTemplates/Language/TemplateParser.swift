/// Reads tokens as a template, by Jinja's grammar.
struct TemplateParser {
  private let tokens: [TemplateToken]
  private var index = 0
  private var depth = 0
  /// How deep statements and expressions may stand in one another.
  let nesting: Int
  /// How many loops and blocks around are loops.
  var loops = 0

  private init(_ tokens: [TemplateToken], nesting: Int) {
    self.tokens = tokens
    self.nesting = nesting
  }

  /// Reads a template.
  ///
  /// - Throws: `TemplateProblem` that names the line.
  static func statements(of source: String, nesting: Int) throws(TemplateProblem) -> [TemplateStatement] {
    var parser = TemplateParser(try TemplateLexer.tokens(of: source), nesting: nesting)
    return try parser.body(until: [])
  }

  var current: TemplateToken { tokens[index] }
  var line: Int { current.line }

  /// The token behind this one.
  var following: TemplateToken { tokens[min(index + 1, tokens.count - 1)] }

  mutating func advance() { if index < tokens.count - 1 { index += 1 } }

  func isSign(_ sign: String) -> Bool { current.kind == .sign(sign) }
  func isName(_ name: String) -> Bool { current.kind == .name(name) }

  mutating func skipSign(_ sign: String) -> Bool {
    guard isSign(sign) else { return false }
    advance()
    return true
  }

  mutating func skipName(_ name: String) -> Bool {
    guard isName(name) else { return false }
    advance()
    return true
  }

  mutating func expect(_ kind: TemplateToken.Kind) throws(TemplateProblem) {
    guard current.kind == kind else {
      throw problem("\(TemplateToken(kind: kind, line: 0).words) was expected, found \(current.words)")
    }
    advance()
  }

  mutating func name() throws(TemplateProblem) -> String {
    guard case .name(let name) = current.kind else {
      throw problem("a name was expected, found \(current.words)")
    }
    advance()
    return name
  }

  func problem(_ message: String) -> TemplateProblem {
    TemplateProblem(message, kind: .syntax, line: line)
  }

  /// Reads with `read`, one level deeper.
  mutating func deeper<Read>(
    _ read: (inout TemplateParser) throws(TemplateProblem) -> Read
  ) throws(TemplateProblem) -> Read {
    depth += 1
    defer { depth -= 1 }
    guard depth <= nesting else {
      throw TemplateProblem("it is nested more than \(nesting) deep", kind: .limit, line: line)
    }
    return try read(&self)
  }

  /// Statements up to one of the names that end them, which is left; to the end where there are none.
  mutating func body(until ends: [String]) throws(TemplateProblem) -> [TemplateStatement] {
    try deeper { parser throws(TemplateProblem) in try parser.statements(until: ends) }
  }

  private mutating func statements(until ends: [String]) throws(TemplateProblem) -> [TemplateStatement] {
    var statements: [TemplateStatement] = []
    while true {
      let line = line
      switch current.kind {
      case .data(let text):
        advance()
        statements.append(TemplateStatement(kind: .data(text), line: line))
      case .outputBegin:
        advance()
        statements.append(TemplateStatement(kind: .output(try tuple()), line: line))
        try expect(.outputEnd)
      case .statementBegin:
        advance()
        if case .name(let name) = current.kind, ends.contains(name) { return statements }
        if let kind = try statement() {
          statements.append(TemplateStatement(kind: kind, line: line))
        }
        try expect(.statementEnd)
      case .end:
        guard ends.isEmpty else {
          throw problem("'\(ends[ends.count - 1])' is missing")
        }
        return statements
      default: throw problem("\(current.words) means nothing here")
      }
    }
  }
}
