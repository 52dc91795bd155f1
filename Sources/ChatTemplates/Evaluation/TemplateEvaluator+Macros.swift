extension TemplateEvaluator {
  /// What a macro writes.
  mutating func call(
    _ closure: TemplateClosure, _ arguments: TemplateCallArguments, caller: TemplateValue?
  ) throws(TemplateProblem) -> TemplateText {
    let macro = closure.macro
    guard scopes.indices.contains(closure.scope), scopes[closure.scope].number == closure.scopeNumber else {
      throw TemplateProblem(
        "the macro '\(macro.name)' is called where it is not any more", kind: .unsupported)
    }
    let calledLine = line
    defer { line = calledLine }
    var (values, rest) = (arguments.values, [TemplateValue]())
    if values.count > macro.parameters.count {
      rest = Array(values[macro.parameters.count...])
      values.removeLast(rest.count)
    }
    var others = TemplateDictionary()
    var given = Dictionary(uniqueKeysWithValues: zip(macro.parameters, values))
    for (name, value) in arguments.named {
      if macro.parameters.contains(name) {
        guard given[name] == nil else { throw TemplateProblem("'\(name)' is given twice") }
        given[name] = value
      } else {
        others.set(TemplateText(name), to: value)
      }
    }
    let names = macro.usedNames
    guard rest.isEmpty || names.contains("varargs") else {
      throw TemplateProblem("macro '\(macro.name)' takes at most \(macro.parameters.count) arguments")
    }
    guard others.count == 0 || names.contains("kwargs") else {
      throw TemplateProblem("macro '\(macro.name)' takes no argument '\(others.keys[0].text?.string ?? "")'")
    }
    guard caller == nil || names.contains("caller") else {
      throw TemplateProblem("macro '\(macro.name)' is called with a block, and does not call it")
    }
    let outer = scope
    scope = closure.scope
    defer { scope = outer }
    return try captured { evaluator throws(TemplateProblem) in
      _ = try evaluator.scoped(in: closure.scope) { evaluator throws(TemplateProblem) in
        let withoutDefault = macro.parameters.count - macro.defaults.count
        if names.contains("caller") { evaluator.set("caller", to: caller ?? .undefined("'caller'")) }
        if names.contains("varargs") { evaluator.set("varargs", to: .tuple(rest)) }
        if names.contains("kwargs") { evaluator.set("kwargs", to: .dictionary(others)) }
        for (index, name) in macro.parameters.enumerated() {
          if let value = given[name] {
            evaluator.set(name, to: value)
          } else if index >= withoutDefault {
            evaluator.set(name, to: try evaluator.evaluate(macro.defaults[index - withoutDefault]))
          } else {
            evaluator.set(name, to: .undefined("parameter '\(name)'"))
          }
        }
        return try evaluator.run(macro.body)
      }
    }
  }
}
