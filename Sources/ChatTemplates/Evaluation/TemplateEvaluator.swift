/// Runs a template: what it may do, and how values behave, is as in Jinja's immutable sandbox.
struct TemplateEvaluator {
  var budget: TemplateBudget
  /// The line of the statement that runs.
  var line = 1
  let now: TemplateDate
  var scopes: [TemplateScope]
  var scope = 0
  var outputs = [TemplateText("")]
  var closures: [TemplateClosure] = []
  var loops: [TemplateLoopState] = []
  var namespaces: [TemplateDictionary] = []
  /// What is walked once, and is nil afterwards.
  var generators: [[TemplateValue]] = []
  private var scopeCount = 1

  init(variables: [String: TemplateValue], limits: TemplateLimits, now: TemplateDate) {
    budget = TemplateBudget(limits)
    self.now = now
    scopes = [TemplateScope(values: variables, parent: nil, number: 0)]
  }

  /// What the template says.
  ///
  /// - Throws: `TemplateProblem` with the line.
  mutating func text(of statements: [TemplateStatement]) throws(TemplateProblem) -> TemplateText {
    do { _ = try run(statements) } catch { throw error.at(line: line) }
    return outputs[0]
  }

  // MARK: Names

  func value(of name: String) -> TemplateValue {
    var place: Int? = scope
    while let index = place {
      if let value = scopes[index].values[name] { return value }
      place = scopes[index].parent
    }
    return GlobalFunction(rawValue: name).map { .function($0) } ?? .undefined("'\(name)'")
  }

  mutating func set(_ name: String, to value: TemplateValue) { scopes[scope].values[name] = value }

  /// Runs `body` with names of its own, which are seen from nowhere else.
  mutating func scoped<Result>(
    in parent: Int? = nil, _ body: (inout TemplateEvaluator) throws(TemplateProblem) -> Result
  ) throws(TemplateProblem) -> Result {
    let (outer, count) = (scope, scopes.count)
    scopes.append(TemplateScope(parent: parent ?? outer, number: scopeCount))
    scopeCount += 1
    scope = count
    defer {
      scopes.removeLast(scopes.count - count)
      scope = outer
    }
    return try body(&self)
  }

  /// What `body` writes, in place of writing it.
  mutating func captured(
    _ body: (inout TemplateEvaluator) throws(TemplateProblem) -> Void
  ) throws(TemplateProblem) -> TemplateText {
    outputs.append(TemplateText(""))
    do { try body(&self) } catch {
      outputs.removeLast()
      throw error
    }
    return outputs.removeLast()
  }

  mutating func write(_ text: TemplateText) throws(TemplateProblem) {
    try budget.append(text, to: &outputs[outputs.count - 1])
  }

  /// A value that is walked once.
  mutating func generator(_ elements: [TemplateValue]) throws(TemplateProblem) -> TemplateValue {
    try budget.charge(elements.count)
    generators.append(elements)
    return .generator(generators.count - 1)
  }

  /// Assigns a value to names, as many as there are.
  mutating func assign(_ value: TemplateValue, to target: TemplateTarget) throws(TemplateProblem) {
    switch target {
    case .name(let name): set(name, to: value)
    case .member(let name, let member):
      guard case .namespace(let index) = self.value(of: name) else {
        throw TemplateProblem("'\(name).\(member)' is set, and '\(name)' is no namespace")
      }
      guard !member.hasPrefix("_") else {
        throw TemplateProblem("a namespace takes no name that begins with '_'")
      }
      if case .loop = value {
        throw TemplateProblem("a loop is kept for later", kind: .unsupported)
      }
      try budget.check(value)
      namespaces[index].set(TemplateText(member), to: value)
    case .several(let targets):
      let elements = try elements(of: value)
      guard elements.count == targets.count else {
        throw TemplateProblem("\(targets.count) names are set to \(elements.count) values")
      }
      for (target, element) in zip(targets, elements) { try assign(element, to: target) }
    }
  }
}
