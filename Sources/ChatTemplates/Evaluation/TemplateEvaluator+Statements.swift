extension TemplateEvaluator {
  /// Runs statements one after another.
  mutating func run(_ statements: [TemplateStatement]) throws(TemplateProblem) -> TemplateFlow {
    try budget.enter()
    defer { budget.leave() }
    for statement in statements {
      line = statement.line
      try budget.charge()
      let flow = try run(statement.kind)
      if flow != .through { return flow }
    }
    return .through
  }

  private mutating func run(_ statement: TemplateStatement.Kind) throws(TemplateProblem) -> TemplateFlow {
    switch statement {
    case .data(let text): try write(text)
    case .output(let expression): try write(try text(of: try evaluate(expression)))
    case .loop(let loop):
      let elements = try elements(of: try evaluate(loop.sequence))
      try run(loop, over: elements, depth: 0)
    case .branches(let branches):
      for (condition, body) in branches {
        let isTaken =
          try condition.map { expression throws(TemplateProblem) in
            try evaluate(expression).isTrue
          } ?? true
        if isTaken { return try run(body) }
      }
    case .set(let target, let expression): try assign(try evaluate(expression), to: target)
    case .setBlock(let target, let filter, let body):
      try assign(.text(try captured(body, through: filter)), to: target)
    case .macro(let macro): set(macro.name, to: closure(macro))
    case .call(let call, let macro):
      let caller = closure(macro)
      try write(try text(of: try evaluate(call, caller: caller)))
    case .filter(let filter, let body): try write(try captured(body, through: filter))
    case .with(let values, let body):
      var given: [(TemplateTarget, TemplateValue)] = []
      for (target, expression) in values { given.append((target, try evaluate(expression))) }
      return try scoped { evaluator throws(TemplateProblem) in
        for (target, value) in given { try evaluator.assign(value, to: target) }
        return try evaluator.run(body)
      }
    case .generation(let body):
      let text = try captured { evaluator throws(TemplateProblem) in
        _ = try evaluator.scoped { evaluator throws(TemplateProblem) in try evaluator.run(body) }
      }
      try write(text)
    case .stop: return .stop
    case .next: return .next
    }
    return .through
  }

  /// What a body writes, with names of its own, through a filter where there is one.
  private mutating func captured(
    _ body: [TemplateStatement], through filter: TemplateExpression?
  ) throws(TemplateProblem) -> TemplateText {
    let text = try captured { evaluator throws(TemplateProblem) in
      _ = try evaluator.scoped { evaluator throws(TemplateProblem) in try evaluator.run(body) }
    }
    guard let filter else { return text }
    return try self.text(of: try evaluate(filter, piped: .text(text)))
  }

  /// Runs a loop's body for each element.
  mutating func run(
    _ loop: TemplateLoop, over elements: [TemplateValue], depth: Int
  ) throws(TemplateProblem) {
    var elements = elements
    if let condition = loop.condition {
      var kept: [TemplateValue] = []
      for element in elements {
        let isKept = try scoped { evaluator throws(TemplateProblem) in
          try evaluator.assign(element, to: loop.target)
          return try evaluator.evaluate(condition).isTrue
        }
        if isKept { kept.append(element) }
      }
      elements = kept
    }
    guard !elements.isEmpty else {
      _ = try scoped { evaluator throws(TemplateProblem) in try evaluator.run(loop.otherwise) }
      return
    }
    let place = loops.count
    loops.append(TemplateLoopState(elements: elements, depth: depth, loop: loop.isRecursive ? loop : nil))
    defer { loops.removeLast(loops.count - place) }
    for index in elements.indices {
      loops[place].index = index
      try budget.charge()
      let flow = try scoped { evaluator throws(TemplateProblem) in
        evaluator.set("loop", to: .loop(place))
        try evaluator.assign(elements[index], to: loop.target)
        return try evaluator.run(loop.body)
      }
      if flow == .stop { return }
    }
  }

  private mutating func closure(_ macro: TemplateMacro) -> TemplateValue {
    closures.append(TemplateClosure(macro: macro, scope: scope, scopeNumber: scopes[scope].number))
    return .macro(closures.count - 1)
  }
}
