extension TemplateEvaluator {
  /// Whether a value passes a test: `value is name`.
  mutating func test(
    _ name: String, _ value: TemplateValue, _ arguments: TemplateCallArguments
  ) throws(TemplateProblem) -> Bool {
    if let comparison = Self.comparisons[name] {
      let other = try arguments.bound(to: ["other"], of: name, required: 1)[0] ?? .none
      return try holds(value, comparison, other)
    }
    if name == "divisibleby" {
      let divisor = try arguments.bound(to: ["num"], of: name, required: 1)[0] ?? .none
      return try areEqual(try arithmetic(value, .modulo, divisor), .integer(0))
    }
    if name == "sameas" {
      let other = try arguments.bound(to: ["other"], of: name, required: 1)[0] ?? .none
      switch (value, other) {
      case (.none, _), (_, .none), (.bool, _), (_, .bool):
        return value.className == other.className ? try areEqual(value, other) : false
      default: throw TemplateProblem("'sameas' of what is no truth value or none", kind: .unsupported)
      }
    }
    _ = try arguments.bound(to: [], of: name)
    switch name {
    case "defined": return !value.isUndefined
    case "undefined": return value.isUndefined
    case "none": if case .none = value { return true } else { return false }
    case "boolean": if case .bool = value { return true } else { return false }
    case "true": if case .bool(true) = value { return true } else { return false }
    case "false": if case .bool(false) = value { return true } else { return false }
    case "integer": if case .integer = value { return true } else { return false }
    case "float": if case .float = value { return true } else { return false }
    case "number": return value.number != nil
    case "string": return value.text != nil
    case "mapping": if case .dictionary = value { return true } else { return false }
    case "callable":
      switch value {
      case .function, .macro, .method, .loop, .undefined: return true
      default: return false
      }
    case "iterable":
      switch value {
      case .none, .bool, .integer, .float, .namespace, .macro, .function, .method: return false
      default: return true
      }
    case "sequence":
      switch value {
      case .text, .list, .tuple, .dictionary, .range, .undefined: return true
      default: return false
      }
    case "lower", "upper":
      let text = try text(of: value)
      let cased = text.scalars.filter(\.properties.isCased)
      return !cased.isEmpty
        && cased.allSatisfy { name == "lower" ? $0.properties.isLowercase : $0.properties.isUppercase }
    case "odd", "even":
      return try areEqual(
        try arithmetic(value, .modulo, .integer(2)), .integer(name == "odd" ? 1 : 0))
    case "escaped": return false
    case "filter": return value.text.map { TemplateFilter(name: $0.string) != nil } ?? false
    default: throw TemplateProblem("there is no test '\(name)'")
    }
  }

  private static let comparisons: [String: TemplateComparison] = [
    "in": .contained, "==": .equal, "eq": .equal, "equalto": .equal, "!=": .unequal, "ne": .unequal,
    ">": .greater, "gt": .greater, "greaterthan": .greater, ">=": .greaterOrEqual, "ge": .greaterOrEqual,
    "<": .less, "lt": .less, "lessthan": .less, "<=": .lessOrEqual, "le": .lessOrEqual,
  ]
}
