import Diagnostics
import JSON

extension Reference {
  /// The value it leads to.
  ///
  /// - Throws: what is missing, where on the way, and what there is instead.
  func value(in scope: Scope) throws(ExpressionError) -> JSONValue {
    switch scope[root] {
    case .value(let value)?:
      var known: [Step] = []
      for step in steps { known.append(try step.known(in: scope)) }
      return try Self.value(of: value, known[...], of: root)
    case .missing(let missing)?:
      throw ExpressionError("needs step '\(root)', which \(missing.reason)", missing: missing)
    case nil: throw ExpressionError("there is no '\(root)' here")
    }
  }

  private static func value(
    of value: JSONValue, _ steps: ArraySlice<Step>, of path: String
  ) throws(ExpressionError) -> JSONValue {
    guard let step = steps.first else { return value }
    let rest = steps.dropFirst()
    switch step {
    case .member(let name):
      return try Self.value(of: try member(name, of: value, path), rest, of: "\(path).\(name)")
    case .index(let index):
      let elements = try list(value, path)
      let counted = index < 0 ? index + elements.count : index
      guard elements.indices.contains(counted) else {
        throw ExpressionError("\(path) has \(elements.count) elements, none is [\(index)]")
      }
      return try Self.value(of: elements[counted], rest, of: "\(path)[\(index)]")
    case .slice(let first, let end):
      let elements = try list(value, path)
      func clamped(_ bound: Int) -> Int {
        min(max(0, bound < 0 ? bound + elements.count : bound), elements.count)
      }
      let start = clamped(first ?? 0)
      let chosen = elements[start..<max(start, clamped(end ?? elements.count))]
      return try each(of: Array(chosen), rest, path + text(of: [step]))
    case .computed: throw ExpressionError("\(path)[…] is not known")
    case .all:
      if let object = value.object { return try each(of: object.members.map(\.value), rest, "\(path)[*]") }
      return try each(of: try list(value, path), rest, "\(path)[*]")
    }
  }

  /// The steps taken from each element; `.length` counts the elements themselves.
  private static func each(
    of elements: [JSONValue], _ steps: ArraySlice<Step>, _ path: String
  ) throws(ExpressionError) -> JSONValue {
    if steps == [.member("length")] { return .integer(elements.count) }
    var values: [JSONValue] = []
    values.reserveCapacity(elements.count)
    for element in elements { values.append(try value(of: element, steps, of: path)) }
    return .array(values)
  }

  private static func member(
    _ name: String, of value: JSONValue, _ path: String
  ) throws(ExpressionError) -> JSONValue {
    if let member = value[name] { return member }
    if name == "length", let count = Expression.length(of: value) { return .integer(count) }
    guard let object = value.object else {
      throw ExpressionError(
        "\(path) is \(value.kindName), which has no member '\(name)'",
        remedy: value.array == nil
          ? nil : "take an element, as in \(path)[0], or all, as in \(path)[*].\(name)")
    }
    let keys = object.keys
    throw ExpressionError(
      "\(path) has no member '\(name)'",
      remedy: Suggestion.nearest(to: name, among: keys).map { "did you mean '\($0)'?" }
        ?? (keys.isEmpty ? nil : "it has \(keys.prefix(12).joined(separator: ", "))"))
  }

  private static func list(_ value: JSONValue, _ path: String) throws(ExpressionError) -> [JSONValue] {
    if let elements = value.array { return elements }
    throw ExpressionError("\(path) is \(value.kindName), not a list")
  }
}

extension Reference.Step {
  /// The step with what it computes put in.
  fileprivate func known(in scope: Scope) throws(ExpressionError) -> Reference.Step {
    guard case .computed(let expression) = self else { return self }
    let value = try expression.value(in: scope)
    if let index = value.int { return .index(index) }
    if let name = value.string { return .member(name) }
    throw ExpressionError("\(value.kindName) in brackets, expected a whole number or a text")
  }
}
