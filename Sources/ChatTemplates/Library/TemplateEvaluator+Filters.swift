extension TemplateEvaluator {
  /// What a filter makes of a value: `value | name(…)`.
  mutating func filter(
    _ name: String, _ value: TemplateValue, _ arguments: TemplateCallArguments
  ) throws(TemplateProblem) -> TemplateValue {
    guard let filter = TemplateFilter(name: name) else {
      throw TemplateProblem("there is no filter '\(name)' here", kind: .unsupported)
    }
    if filter.handsOn { return try handOn(filter, value, arguments) }
    let given = try arguments.bound(to: filter.parameters, of: name, required: filter.required)
    switch filter {
    case .standard:
      return value.isUndefined || given[1]?.isTrue == true && !value.isTrue ? given[0] ?? .text("") : value
    case .string: return .text(try text(of: value))
    case .safe:
      var text = try text(of: value)
      text.isMarkup = true
      return .text(text)
    case .length, .count: return .integer(try count(of: value))
    case .list: return .list(try elements(of: value))
    case .items:
      if value.isUndefined { return try generator([]) }
      guard case .dictionary(let dictionary) = value else {
        throw TemplateProblem("only a mapping has items")
      }
      return try generator(dictionary.items)
    case .tojson: return .text(try jsonText(of: value, given))
    case .abs, .int, .float, .round: return try numeric(filter, value, given)
    case .capitalize, .center, .indent, .lower, .upper, .replace, .title, .trim:
      return .text(try textual(filter, try text(of: value), given))
    case .join: return .text(try joinedFilter(value, given))
    case .first, .last, .reverse: return try end(filter, value)
    case .attr:
      guard let name = given[0]?.text?.string else { throw TemplateProblem("'attr' needs a name") }
      if case .dictionary = value, DictionaryMethod(rawValue: name) == nil {
        return .undefined("'\(name)' of \(value.className)")
      }
      return try attribute(name, of: value)
    case .batch: return try batches(of: value, given)
    case .dictsort, .max, .min, .sort, .unique: return try ordered(filter, value, given)
    case .sum:
      var sum = given[1] ?? .integer(0)
      guard sum.text == nil else { throw TemplateProblem("'sum' adds no strings") }
      for element in try elements(of: value) {
        sum = try arithmetic(
          sum, .add,
          try given[0].map { name throws(TemplateProblem) in
            try self.member(name, of: element)
          } ?? element)
      }
      return sum
    default: throw TemplateProblem("there is no filter '\(name)' here", kind: .unsupported)
    }
  }

  /// What is under a name with dots, or at an index, in a value; `standard` where it is undefined.
  mutating func member(
    _ name: TemplateValue, of value: TemplateValue, standard: TemplateValue? = nil
  ) throws(TemplateProblem) -> TemplateValue {
    guard let text = name.text else { return try item(name, of: value) }
    var value = value
    for part in text.string.split(separator: ".", omittingEmptySubsequences: false) {
      value = try item(Int(part).map { .integer($0) } ?? .text(String(part)), of: value)
      if value.isUndefined, let standard { value = standard }
    }
    return value
  }

  /// Filters whose arguments are those of another filter, a test or a format.
  private mutating func handOn(
    _ filter: TemplateFilter, _ value: TemplateValue, _ arguments: TemplateCallArguments
  ) throws(TemplateProblem) -> TemplateValue {
    if filter == .format {
      guard arguments.named.isEmpty else { throw TemplateProblem("'format' by names", kind: .unsupported) }
      return try formatted(try text(of: value), with: .tuple(arguments.values))
    }
    guard value.isTrue else { return try generator([]) }
    let elements = try elements(of: value)
    var rest = arguments
    var kept: [TemplateValue] = []
    if filter == .map {
      if arguments.values.isEmpty, arguments.named.contains(where: { $0.name == "attribute" }) {
        let given = try arguments.bound(to: ["attribute", "default"], of: "map")
        for element in elements {
          kept.append(try member(given[0] ?? .none, of: element, standard: given[1]))
        }
      } else {
        guard let name = rest.values.first?.text?.string else {
          throw TemplateProblem("'map' needs a filter")
        }
        rest.values.removeFirst()
        for element in elements { kept.append(try self.filter(name, element, rest)) }
      }
      return try generator(kept)
    }
    let isByAttribute = filter == .selectattr || filter == .rejectattr
    var attribute: TemplateValue?
    if isByAttribute {
      guard let first = rest.values.first else { throw TemplateProblem("'\(filter.rawValue)' needs a name") }
      attribute = first
      rest.values.removeFirst()
    }
    let name = rest.values.first?.text?.string
    if name != nil {
      rest.values.removeFirst()
    } else if !rest.values.isEmpty {
      throw TemplateProblem("'\(filter.rawValue)' needs the name of a test")
    }
    let wanted = filter == .select || filter == .selectattr
    for element in elements {
      let tested =
        try attribute.map { name throws(TemplateProblem) in try member(name, of: element) } ?? element
      let passes =
        try name.map { name throws(TemplateProblem) in try test(name, tested, rest) } ?? tested.isTrue
      if passes == wanted { kept.append(element) }
    }
    return try generator(kept)
  }

  private mutating func end(_ filter: TemplateFilter, _ value: TemplateValue) throws(TemplateProblem)
    -> TemplateValue
  {
    if filter == .reverse, case .text(let text) = value {
      var result = TemplateText("")
      for character in text.characters.reversed() { result.append(character) }
      return .text(result)
    }
    if filter == .last, case .generator = value { throw TemplateProblem("'generator' is not reversible") }
    if filter == .first, case .generator(let index) = value {
      guard !generators[index].isEmpty else { return .undefined("the first of nothing") }
      return generators[index].removeFirst()
    }
    let elements = try elements(of: value)
    switch filter {
    case .first: return elements.first ?? .undefined("the first of nothing")
    case .last: return elements.last ?? .undefined("the last of nothing")
    default:
      if case .generator = value { return .list(elements.reversed()) }
      return try generator(elements.reversed())
    }
  }

  private mutating func joinedFilter(_ value: TemplateValue, _ given: [TemplateValue?])
    throws(TemplateProblem)
    -> TemplateText
  {
    let separator =
      try given[0].map { value throws(TemplateProblem) in try text(of: value) } ?? TemplateText("")
    var result = TemplateText("")
    for (index, element) in try elements(of: value).enumerated() {
      if index > 0 { try budget.append(separator, to: &result) }
      var element = element
      if let name = given[1] { element = try member(name, of: element) }
      try budget.append(try text(of: element), to: &result)
    }
    return result
  }
}
