/// Which values are equal, which comes first, and what is in what: as in Python.
extension TemplateEvaluator {
  mutating func holds(
    _ left: TemplateValue, _ comparison: TemplateComparison, _ right: TemplateValue
  ) throws(TemplateProblem) -> Bool {
    switch comparison {
    case .equal: try areEqual(left, right)
    case .unequal: !(try areEqual(left, right))
    case .less: try isLess(left, right)
    case .greater: try isLess(right, left)
    case .lessOrEqual: try isLess(left, right, orEqual: true)
    case .greaterOrEqual: try isLess(right, left, orEqual: true)
    case .contained: try isContained(left, in: right)
    case .notContained: !(try isContained(left, in: right))
    }
  }

  mutating func areEqual(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateProblem) -> Bool {
    try budget.charge()
    if let first = left.integer, let second = right.integer { return first == second }
    if let first = left.number, let second = right.number { return first == second }
    switch (left, right) {
    case (.none, .none), (.undefined, .undefined): return true
    case (.text(let first), .text(let second)): return first == second
    case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)):
      guard first.count == second.count else { return false }
      for (first, second) in zip(first, second) where !(try areEqual(first, second)) { return false }
      return true
    case (.dictionary(let first), .dictionary(let second)):
      guard first.count == second.count else { return false }
      for (key, value) in zip(first.keys, first.values) {
        guard let other = second[key], try areEqual(value, other) else { return false }
      }
      return true
    case (.range(let first), .range(let second)):
      return first.count == second.count
        && (first.count == 0
          || first.start == second.start && (first.count == 1 || first.step == second.step))
    case (.generator(let first), .generator(let second)), (.namespace(let first), .namespace(let second)),
      (.macro(let first), .macro(let second)), (.loop(let first), .loop(let second)):
      return first == second
    case (.function(let first), .function(let second)): return first == second
    case (.view, .view), (.method, .method):
      throw TemplateProblem("a \(left.className) is compared", kind: .unsupported)
    default: return false
    }
  }

  /// Whether `left` comes before `right`.
  mutating func isLess(
    _ left: TemplateValue, _ right: TemplateValue, orEqual: Bool = false
  ) throws(TemplateProblem) -> Bool {
    try budget.charge()
    if let first = left.integer, let second = right.integer {
      return orEqual ? first <= second : first < second
    }
    if let first = left.number, let second = right.number {
      return orEqual ? first <= second : first < second
    }
    switch (left, right) {
    case (.text(let first), .text(let second)):
      // (The order of UTF-8's bytes is that of code points.)
      return first == second ? orEqual : first.bytes.lexicographicallyPrecedes(second.bytes)
    case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)):
      for (first, second) in zip(first, second) where !(try areEqual(first, second)) {
        return try isLess(first, second, orEqual: orEqual)
      }
      return orEqual ? first.count <= second.count : first.count < second.count
    case (.undefined(let what), _), (_, .undefined(let what)): throw TemplateProblem("\(what) is undefined")
    default:
      throw TemplateProblem("'\(left.className)' and '\(right.className)' have no order")
    }
  }

  mutating func isContained(_ value: TemplateValue, in whole: TemplateValue) throws(TemplateProblem) -> Bool {
    switch whole {
    case .text(let text):
      guard let part = value.text else {
        throw TemplateProblem("only a string can be in a string, not \(value.className)")
      }
      try budget.charge(1 + text.bytes.count / 16)
      return text.firstIndex(of: part.bytes) != nil
    case .dictionary(let dictionary):
      guard DictionaryKey(value) != nil else {
        throw TemplateProblem("unhashable type: '\(value.className)'")
      }
      return dictionary[value] != nil
    default:
      for element in try elements(of: whole) where try areEqual(value, element) { return true }
      return false
    }
  }
}
