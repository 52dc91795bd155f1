/// What is inside of values: attributes, items, slices.
extension TemplateEvaluator {
  /// `value.name`: a method or member of the value, else what it holds under that name.
  func attribute(_ name: String, of value: TemplateValue) throws(TemplateProblem) -> TemplateValue {
    if let member = try member(name, of: value) { return member }
    if case .dictionary(let dictionary) = value, let found = dictionary[name] { return found }
    return .undefined("'\(name)' of \(value.className)")
  }

  /// `value[index]`: what it holds there, else a method or member of that name.
  func item(_ index: TemplateValue, of value: TemplateValue) throws(TemplateProblem) -> TemplateValue {
    switch value {
    case .undefined(let what): throw TemplateProblem("\(what) is undefined")
    case .dictionary(let dictionary): if let found = dictionary[index] { return found }
    case .list(let elements), .tuple(let elements):
      if let place = index.integer { return element(place, of: elements) }
    case .text(let text):
      if let place = index.integer {
        let places = text.boundaries
        let index = place < 0 ? place + places.count - 1 : place
        guard (0..<places.count - 1).contains(index) else { return .undefined("character \(place)") }
        return .text(text[places[index]..<places[index + 1]])
      }
    case .range(let range):
      if let place = index.integer {
        let index = place < 0 ? place + range.count : place
        return (0..<range.count).contains(index)
          ? .integer(range.start + index * range.step) : .undefined("element \(place)")
      }
    default: break
    }
    guard let name = index.text?.string else { return .undefined("an element of \(value.className)") }
    return try member(name, of: value) ?? .undefined("'\(name)' of \(value.className)")
  }

  private func element(_ place: Int, of elements: [TemplateValue]) -> TemplateValue {
    let index = place < 0 ? place + elements.count : place
    return elements.indices.contains(index) ? elements[index] : .undefined("element \(place)")
  }

  /// A method or member that the value has itself, whatever it holds; undefined for those that would change it.
  private func member(_ name: String, of value: TemplateValue) throws(TemplateProblem) -> TemplateValue? {
    switch value {
    case .undefined(let what): throw TemplateProblem("\(what) is undefined")
    case .namespace(let index): return namespaces[index][name]
    case .loop(let index): return try member(name, ofLoop: index)
    case .macro(let index) where name == "name": return .text(closures[index].macro.name)
    case .text where TextMethod(rawValue: name) != nil: return .method(value, name)
    case .dictionary where DictionaryMethod(rawValue: name) != nil: return .method(value, name)
    case .list, .tuple:
      if ["index", "count"].contains(name) { return .method(value, name) }
      if case .list = value, name == "copy" { return .method(value, name) }
      return nil
    case .dictionary:
      // (They hide a member of that name, and are not to be had.)
      let isHidden = ["clear", "pop", "popitem", "setdefault", "update", "fromkeys"].contains(name)
      return isHidden ? .undefined("'\(name)', which changes a dictionary,") : nil
    default: return nil
    }
  }

  private func member(_ name: String, ofLoop place: Int) throws(TemplateProblem) -> TemplateValue? {
    guard loops.indices.contains(place) else { throw TemplateProblem("the loop is over") }
    let (loop, count) = (loops[place], loops[place].elements.count)
    switch name {
    case "index": return .integer(loop.index + 1)
    case "index0": return .integer(loop.index)
    case "revindex": return .integer(count - loop.index)
    case "revindex0": return .integer(count - loop.index - 1)
    case "first": return .bool(loop.index == 0)
    case "last": return .bool(loop.index == count - 1)
    case "length": return .integer(count)
    case "depth": return .integer(loop.depth + 1)
    case "depth0": return .integer(loop.depth)
    case "previtem": return loop.index > 0 ? loop.elements[loop.index - 1] : .undefined("the item before")
    case "nextitem":
      return loop.index + 1 < count ? loop.elements[loop.index + 1] : .undefined("the item behind")
    case "cycle", "changed": return .method(.loop(place), name)
    default: return nil
    }
  }

  /// `value[start:stop:step]`.
  mutating func slice(
    of value: TemplateValue, _ start: TemplateValue, _ stop: TemplateValue, _ step: TemplateValue
  ) throws(TemplateProblem) -> TemplateValue {
    func taken<Element>(_ elements: [Element]) throws(TemplateProblem) -> [Element] {
      try Self.places(start, stop, step, count: elements.count).map { elements[$0] }
    }
    switch value {
    case .undefined(let what): throw TemplateProblem("\(what) is undefined")
    case .list(let elements):
      try budget.charge(elements.count)
      return .list(try taken(elements))
    case .tuple(let elements):
      try budget.charge(elements.count)
      return .tuple(try taken(elements))
    case .text(let text):
      try budget.charge(1 + text.bytes.count / 8)
      let bounds = text.boundaries
      let places = try Self.places(start, stop, step, count: bounds.count - 1)
      guard let first = places.first, let last = places.last else { return .text("") }
      if step.integer ?? 1 == 1 { return .text(text[bounds[first]..<bounds[last + 1]]) }
      var result = TemplateText("")
      for place in places { result.append(text[bounds[place]..<bounds[place + 1]]) }
      return .text(result)
    case .range(let range): return .list(try taken(range.elements))
    default: return .undefined("a slice of \(value.className)")
    }
  }

  /// The indices that a slice takes of `count` elements.
  private static func places(
    _ start: TemplateValue, _ stop: TemplateValue, _ step: TemplateValue, count: Int
  ) throws(TemplateProblem) -> [Int] {
    func whole(_ value: TemplateValue) throws(TemplateProblem) -> Int? {
      if case .none = value { return nil }
      guard let value = value.integer else { throw TemplateProblem("slices go by whole numbers") }
      return value
    }
    let step = try whole(step) ?? 1
    guard step != 0 else { throw TemplateProblem("a slice has no step of 0") }
    let range = step > 0 ? 0...count : -1...count - 1
    func clamped(_ bound: Int?, _ standard: Int) -> Int {
      guard let bound else { return standard }
      let place = bound < 0 ? max(bound, -count - 1) + count : bound
      return min(max(place, range.lowerBound), range.upperBound)
    }
    let first = clamped(try whole(start), step > 0 ? 0 : count - 1)
    let last = clamped(try whole(stop), step > 0 ? count : -1)
    // (A step beyond the length takes one element, whatever it is.)
    return Array(stride(from: first, to: last, by: min(max(step, -count - 1), count + 1)))
  }
}
