import JSON

extension Expression {
  /// Its value.
  func value(in scope: Scope) throws(ExpressionError) -> JSONValue {
    switch self {
    case .literal(let value): return value
    case .reference(let reference): return try reference.value(in: scope)
    case .unary(.not, let operand): return .bool(try !operand.truth(in: scope))
    case .unary(_, let operand):
      let value = try operand.value(in: scope)
      if case .integer(let number) = value, number != .min { return .integer(-number) }
      return .number(-(try Self.number(value, "a minus sign")))
    case .call(let function, let argument):
      return try Self.result(of: function, try argument.value(in: scope))
    case .binary(let sign, let left, let right): return try Self.result(of: sign, left, right, scope)
    }
  }

  /// Its value, which must be true or false.
  func truth(in scope: Scope) throws(ExpressionError) -> Bool {
    let value = try value(in: scope)
    guard let truth = value.bool else {
      throw ExpressionError(
        "is \(value.kindName), expected true or false", remedy: "compare it with something")
    }
    return truth
  }

  private static func result(
    of sign: Operator, _ left: Expression, _ right: Expression, _ scope: Scope
  ) throws(ExpressionError) -> JSONValue {
    switch sign {
    case .and: return try left.truth(in: scope) ? .bool(try right.truth(in: scope)) : false
    case .or: return try left.truth(in: scope) ? true : .bool(try right.truth(in: scope))
    case .otherwise:
      do throws(ExpressionError) {
        let value = try left.value(in: scope)
        if !value.isNull { return value }
      } catch  where error.missing?.isFailure != true {}
      return try right.value(in: scope)
    default: break
    }
    let (a, b) = (try left.value(in: scope), try right.value(in: scope))
    switch sign {
    case .equal: return .bool(isEqual(a, b))
    case .unequal: return .bool(!isEqual(a, b))
    case .in:
      if let text = b.string, let part = a.string { return .bool(text.contains(part)) }
      guard let elements = b.array else {
        throw ExpressionError("'in' looks into \(b.kindName), expected a list")
      }
      return .bool(elements.contains { isEqual(a, $0) })
    case .plus:
      if let first = a.string, let second = b.string {
        guard first.utf8.count + second.utf8.count <= Template.longest else { throw Template.tooLong }
        return .string(first + second)
      }
      return try sum(a, b, "+", { $0.addingReportingOverflow($1) }, +)
    case .minus: return try sum(a, b, "-", { $0.subtractingReportingOverflow($1) }, -)
    default: return .bool(try compares(a, b, sign))
    }
  }

  /// Numbers are equal by value, whether they are written with a fraction or not.
  private static func isEqual(_ a: JSONValue, _ b: JSONValue) -> Bool {
    if let first = a.double, let second = b.double { return first == second }
    return a == b
  }

  private static func compares(_ a: JSONValue, _ b: JSONValue, _ sign: Operator) throws(ExpressionError)
    -> Bool
  {
    func holds<Value: Comparable>(_ first: Value, _ second: Value) -> Bool {
      switch sign {
      case .less: first < second
      case .lessOrEqual: first <= second
      case .greater: first > second
      default: first >= second
      }
    }
    if let first = a.string, let second = b.string { return holds(first, second) }
    return holds(try number(a, "'\(sign.rawValue)'"), try number(b, "'\(sign.rawValue)'"))
  }

  private static func sum(
    _ a: JSONValue, _ b: JSONValue, _ sign: String,
    _ whole: (Int, Int) -> (partialValue: Int, overflow: Bool),
    _ broken: (Double, Double) -> Double
  ) throws(ExpressionError) -> JSONValue {
    if case .integer(let first) = a, case .integer(let second) = b {
      let (value, overflow) = whole(first, second)
      if !overflow { return .integer(value) }
    }
    return .number(broken(try number(a, "'\(sign)'"), try number(b, "'\(sign)'")))
  }

  private static func number(_ value: JSONValue, _ user: String) throws(ExpressionError) -> Double {
    guard let number = value.double else {
      throw ExpressionError("\(user) takes numbers, found \(value.kindName)")
    }
    return number
  }

  // MARK: - Functions

  /// Elements, members or characters; nil for what has none.
  static func length(of value: JSONValue) -> Int? {
    value.array?.count ?? value.object?.count ?? value.string?.count
  }

  private static func result(of function: Function, _ value: JSONValue) throws(ExpressionError) -> JSONValue {
    if function == .length {
      guard let count = length(of: value) else { throw ExpressionError("\(value.kindName) has no length") }
      return .integer(count)
    }
    let name = function.rawValue
    guard let elements = value.array else {
      throw ExpressionError("\(name)() takes a list of numbers, found \(value.kindName)")
    }
    var numbers: [Double] = []
    for element in elements { numbers.append(try number(element, "\(name)()")) }
    guard function == .sum || !numbers.isEmpty else { throw ExpressionError("\(name)() of an empty list") }
    // The element itself, so that whole numbers stay whole.
    func index(_ isBetter: (Double, Double) -> Bool) -> Int {
      numbers.indices.dropFirst().reduce(0) { isBetter(numbers[$1], numbers[$0]) ? $1 : $0 }
    }
    switch function {
    case .min: return elements[index(<)]
    case .max: return elements[index(>)]
    case .argmax: return .integer(index(>))
    case .argmin: return .integer(index(<))
    case .sum: return total(numbers)
    default: return .number(numbers.reduce(0, +) / Double(numbers.count))
    }
  }

  private static func total(_ numbers: [Double]) -> JSONValue {
    let sum = numbers.reduce(0, +)
    return numbers.allSatisfy({ $0 == $0.rounded() }) && abs(sum) < 1e15 ? .integer(Int(sum)) : .number(sum)
  }
}
