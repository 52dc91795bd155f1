extension TemplateEvaluator {
  /// Calls a function, method, macro or recursive loop.
  mutating func call(
    _ function: TemplateValue, _ arguments: TemplateCallArguments, caller: TemplateValue?
  ) throws(TemplateProblem) -> TemplateValue {
    try budget.enter()
    defer { budget.leave() }
    if case .macro(let index) = function {
      return .text(try call(closures[index], arguments, caller: caller))
    }
    guard caller == nil else { throw TemplateProblem("'call' calls what is no macro") }
    switch function {
    case .function(let function): return try call(function, arguments)
    case .method(.text(let text), let name):
      guard let method = TextMethod(rawValue: name) else { break }
      return try call(method, of: text, arguments)
    case .method(.dictionary(let dictionary), let name):
      guard let method = DictionaryMethod(rawValue: name) else { break }
      return try call(method, of: dictionary, arguments)
    case .method(.loop(let place), let name): return try call(name, ofLoop: place, arguments.values)
    case .method(let list, let name): return try call(name, ofList: list, arguments)
    case .loop(let place):
      guard loops.indices.contains(place), let loop = loops[place].loop else {
        throw TemplateProblem("the loop is called, and is not recursive")
      }
      let elements = try elements(of: arguments.bound(to: ["iterable"], of: "loop", required: 1)[0] ?? .none)
      let depth = loops[place].depth + 1
      return .text(
        try captured { evaluator throws(TemplateProblem) in
          try evaluator.run(loop, over: elements, depth: depth)
        })
    case .undefined(let what): throw TemplateProblem("\(what) is undefined")
    default: break
    }
    throw TemplateProblem("'\(function.className)' cannot be called")
  }

  private mutating func call(
    _ name: String, ofLoop place: Int, _ values: [TemplateValue]
  ) throws(TemplateProblem) -> TemplateValue {
    guard loops.indices.contains(place) else { throw TemplateProblem("the loop is over") }
    if name == "cycle" {
      guard !values.isEmpty else { throw TemplateProblem("'cycle' has nothing to go through") }
      return values[loops[place].index % values.count]
    }
    let last = loops[place].last
    loops[place].last = values
    guard let last else { return .bool(true) }
    return .bool(!(try areEqual(.list(last), .list(values))))
  }

  private mutating func call(
    _ name: String, ofList value: TemplateValue, _ arguments: TemplateCallArguments
  ) throws(TemplateProblem) -> TemplateValue {
    let elements = try elements(of: value)
    if name == "copy" {
      _ = try arguments.bound(to: [], of: name)
      return value
    }
    let sought = try arguments.bound(to: ["value"], of: name, required: 1)[0] ?? .none
    var count = 0
    for (index, element) in elements.enumerated() where try areEqual(element, sought) {
      if name == "index" { return .integer(index) }
      count += 1
    }
    guard name == "count" else { throw TemplateProblem("the element is not in the list") }
    return .integer(count)
  }

  private mutating func call(
    _ function: GlobalFunction, _ arguments: TemplateCallArguments
  ) throws(TemplateProblem) -> TemplateValue {
    switch function {
    case .raise:
      let message = try arguments.bound(to: ["message"], of: function.rawValue, required: 1)[0] ?? .none
      throw TemplateProblem(try text(of: message).string, kind: .raised)
    case .now:
      let format = try arguments.bound(to: ["format"], of: function.rawValue, required: 1)[0]
      guard let format = format?.text else { throw TemplateProblem("'strftime_now' needs a string") }
      return .text(TemplateText(try now.text(format.string)))
    case .dict: return try checked(.dictionary(try dictionary(arguments)))
    case .namespace:
      let members = try dictionary(arguments)
      guard !members.keys.contains(where: { $0.text?.bytes.first == UInt8(ascii: "_") }) else {
        throw TemplateProblem("a namespace takes no name that begins with '_'")
      }
      try budget.check(.dictionary(members))
      namespaces.append(members)
      return .namespace(namespaces.count - 1)
    case .range:
      let numbers = arguments.values.compactMap(\.integer)
      guard arguments.named.isEmpty, numbers.count == arguments.values.count, (1...3).contains(numbers.count),
        numbers.count < 3 || numbers[2] != 0
      else { throw TemplateProblem("'range' takes one to three whole numbers, and no step of 0") }
      let range = TemplateRange(
        start: numbers.count > 1 ? numbers[0] : 0, stop: numbers[numbers.count > 1 ? 1 : 0],
        step: numbers.count > 2 ? numbers[2] : 1)
      guard range.count <= budget.limits.range else {
        throw TemplateProblem("a range has more than \(budget.limits.range) numbers", kind: .limit)
      }
      return .range(range)
    }
  }

  /// What `dict` and `namespace` make of their arguments.
  private mutating func dictionary(_ arguments: TemplateCallArguments) throws(TemplateProblem)
    -> TemplateDictionary
  {
    var dictionary = TemplateDictionary()
    guard arguments.values.count <= 1 else { throw TemplateProblem("'dict' takes one mapping") }
    if let first = arguments.values.first {
      if case .dictionary(let given) = first {
        dictionary = given
      } else {
        for pair in try elements(of: first) {
          let pair = try elements(of: pair)
          guard pair.count == 2 else { throw TemplateProblem("'dict' takes pairs") }
          try dictionary.set(pair[0], to: pair[1])
        }
      }
    }
    for (name, value) in arguments.named { dictionary.set(TemplateText(name), to: value) }
    return dictionary
  }
}
