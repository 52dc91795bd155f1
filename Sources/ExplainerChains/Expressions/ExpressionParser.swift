import Diagnostics
import JSON

/// Reads expressions.
///
/// ```
/// value      = choice { "??" choice }
/// choice     = both { "or" both }          both = not { "and" not }        not = "not" not | comparison
/// comparison = sum [ ("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") sum ]
/// sum        = term { ("+" | "-") term }   term = "-" term | literal | name "(" value ")" | "(" value ")" | reference
/// reference  = name { "." name | "[" (value | "*" | [number] ":" [number]) "]" }
/// ```
struct ExpressionParser {
  private static let deepest = 64
  private var words: [ExpressionLexer.Word]
  private var position = 0
  private var depth = 0

  /// The expression `text` says.
  static func parse(_ text: String) throws(ExpressionError) -> Expression {
    var parser = ExpressionParser(words: try ExpressionLexer.words(of: text))
    let expression = try parser.value()
    guard parser.next == .end else { throw parser.unexpected("the end") }
    return expression
  }

  private init(words: [ExpressionLexer.Word]) { self.words = words }

  private var next: ExpressionLexer.Word { words[position] }

  private mutating func take(_ sign: String) -> Bool {
    guard next == .sign(sign) || next == .name(sign) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ sign: String) throws(ExpressionError) {
    guard take(sign) else { throw unexpected("'\(sign)'") }
  }

  private func unexpected(_ expected: String) -> ExpressionError {
    let found =
      switch next {
      case .name(let text), .number(let text), .sign(let text): "'\(text)'"
      case .text(let text): "\"\(text)\""
      case .end: "the end"
      }
    return ExpressionError("expected \(expected), found \(found)")
  }

  // MARK: - Operators, loosest first

  private mutating func value() throws(ExpressionError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw ExpressionError("nested more than \(Self.deepest) deep") }
    var left = try choice()
    while take("??") { left = .binary(.otherwise, left, try choice()) }
    return left
  }

  private mutating func choice() throws(ExpressionError) -> Expression {
    var left = try both()
    while take("or") { left = .binary(.or, left, try both()) }
    return left
  }

  private mutating func both() throws(ExpressionError) -> Expression {
    var left = try negation()
    while take("and") { left = .binary(.and, left, try negation()) }
    return left
  }

  private mutating func negation() throws(ExpressionError) -> Expression {
    var count = 0
    while take("not") { count += 1 }
    let value = try comparison()
    if count == 0 { return value }
    return count % 2 == 1 ? .unary(.not, value) : .unary(.not, .unary(.not, value))
  }

  private mutating func comparison() throws(ExpressionError) -> Expression {
    let left = try sum()
    for sign in ["==", "!=", "<=", ">=", "<", ">", "in"] where take(sign) {
      guard let comparison = Expression.Operator(rawValue: sign) else { continue }
      return .binary(comparison, left, try sum())
    }
    return left
  }

  private mutating func sum() throws(ExpressionError) -> Expression {
    var left = try term()
    while true {
      if take("+") {
        left = .binary(.plus, left, try term())
      } else if take("-") {
        left = .binary(.minus, left, try term())
      } else {
        return left
      }
    }
  }

  private mutating func term() throws(ExpressionError) -> Expression {
    var isNegative = false
    while take("-") { isNegative.toggle() }
    let value = try primary()
    guard isNegative else { return value }
    if case .literal(.integer(let number)) = value { return .literal(.integer(-number)) }
    if case .literal(.number(let number)) = value { return .literal(.number(-number)) }
    return .unary(.minus, value)
  }

  private mutating func primary() throws(ExpressionError) -> Expression {
    let word = next
    switch word {
    case .number(let digits):
      position += 1
      return .literal(try Self.number(digits))
    case .text(let text):
      position += 1
      return .literal(.string(text))
    case .sign("("):
      position += 1
      let inner = try value()
      try expect(")")
      return inner
    case .name(let name):
      position += 1
      if let constant = ["true": JSONValue.bool(true), "false": .bool(false), "null": .null][name] {
        return .literal(constant)
      }
      return take("(") ? try call(name) : .reference(try reference(from: name))
    default: throw unexpected("a value")
    }
  }

  private static func number(_ digits: String) throws(ExpressionError) -> JSONValue {
    if let whole = Int(digits) { return .integer(whole) }
    guard let number = Double(digits), number.isFinite else {
      throw ExpressionError("'\(digits)' is too large a number")
    }
    return .number(number)
  }

  private mutating func call(_ name: String) throws(ExpressionError) -> Expression {
    guard let function = Expression.Function(rawValue: name) else {
      let known = Expression.Function.allCases.map(\.rawValue)
      throw ExpressionError(
        "there is no function '\(name)'",
        remedy: Suggestion.nearest(to: name, among: known).map { "did you mean '\($0)'?" }
          ?? "there are \(known.joined(separator: ", "))")
    }
    let argument = try value()
    try expect(")")
    return .call(function, argument)
  }

  // MARK: - References

  private mutating func reference(from root: String) throws(ExpressionError) -> Reference {
    var reference = Reference(root: root)
    while true {
      if take(".") {
        guard case .name(let name) = next else { throw unexpected("a name behind the point") }
        position += 1
        reference.steps.append(.member(name))
      } else if take("[") {
        reference.steps.append(try bracket())
        try expect("]")
      } else {
        return reference
      }
    }
  }

  private mutating func bracket() throws(ExpressionError) -> Reference.Step {
    if take("*") { return .all }
    if case .text(let name) = next {
      position += 1
      return .member(name)
    }
    let start = position
    let first = try index()
    if take(":") { return .slice(first, try index()) }
    if let first, next == .sign("]") { return .index(first) }
    position = start
    return .computed(try value())
  }

  private mutating func index() throws(ExpressionError) -> Int? {
    let isNegative = take("-")
    guard case .number(let digits) = next else {
      if isNegative { throw unexpected("a number") }
      return nil
    }
    position += 1
    guard let number = Int(digits) else { throw ExpressionError("'\(digits)' is not a whole number") }
    return isNegative ? -number : number
  }
}
