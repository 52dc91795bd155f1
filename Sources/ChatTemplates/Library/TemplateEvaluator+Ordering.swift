/// Filters that put elements in order.
extension TemplateEvaluator {
  mutating func ordered(
    _ filter: TemplateFilter, _ value: TemplateValue, _ given: [TemplateValue?]
  ) throws(TemplateProblem) -> TemplateValue {
    switch filter {
    case .dictsort:
      guard case .dictionary(let dictionary) = value else {
        throw TemplateProblem("only a mapping is sorted so")
      }
      let by = try text(of: given[1] ?? .text("key")).string
      guard by == "key" || by == "value" else { throw TemplateProblem("'dictsort' goes by 'key' or 'value'") }
      let keys = by == "key" ? dictionary.keys : dictionary.values
      return .list(
        try sorted(
          dictionary.items, by: keys.map { folded($0, given[0]) }, reverse: given[2]?.isTrue ?? false))
    case .sort:
      let elements = try elements(of: value)
      var keys: [TemplateValue] = []
      for element in elements {
        var parts: [TemplateValue] = []
        if let names = given[2]?.text {
          for name in names.string.split(separator: ",", omittingEmptySubsequences: false) {
            parts.append(folded(try member(.text(String(name)), of: element), given[1]))
          }
        } else {
          parts = [
            folded(
              try given[2].map { name throws(TemplateProblem) in
                try member(name, of: element)
              } ?? element, given[1])
          ]
        }
        keys.append(.list(parts))
      }
      return .list(try sorted(elements, by: keys, reverse: given[0]?.isTrue ?? false))
    default: break
    }
    let elements = try elements(of: value)
    var keys: [TemplateValue] = []
    for element in elements {
      let key = try given[1].map { name throws(TemplateProblem) in try member(name, of: element) } ?? element
      keys.append(folded(key, given[0]))
    }
    if filter == .unique {
      var (seen, kept): (Set<DictionaryKey>, [TemplateValue]) = ([], [])
      for (element, key) in zip(elements, keys) {
        guard let place = DictionaryKey(key) else {
          throw TemplateProblem("unhashable type: '\(key.className)'")
        }
        if seen.insert(place).inserted { kept.append(element) }
      }
      return try generator(kept)
    }
    guard var best = elements.indices.first else { return .undefined("the \(filter.rawValue) of nothing") }
    for index in elements.indices.dropFirst() {
      let isBetter =
        filter == .min
        ? try isLess(keys[index], keys[best]) : try isLess(keys[best], keys[index])
      if isBetter { best = index }
    }
    return elements[best]
  }

  private func folded(_ value: TemplateValue, _ isCaseSensitive: TemplateValue?) -> TemplateValue {
    guard isCaseSensitive?.isTrue != true, case .text(let text) = value else { return value }
    return .text(text.lowercased)
  }

  /// The elements by the order of their keys; equal ones stay as they are.
  private mutating func sorted(
    _ elements: [TemplateValue], by keys: [TemplateValue], reverse: Bool
  ) throws(TemplateProblem) -> [TemplateValue] {
    var (order, spare) = (Array(elements.indices), Array(elements.indices))
    var width = 1
    while width < order.count {
      for start in stride(from: 0, to: order.count, by: 2 * width) {
        let (middle, end) = (min(start + width, order.count), min(start + 2 * width, order.count))
        var (left, right) = (start, middle)
        for place in start..<end {
          let takesRight: Bool
          if left == middle || right == end {
            takesRight = left == middle
          } else {
            let (first, second) = (keys[order[left]], keys[order[right]])
            takesRight = reverse ? try isLess(first, second) : try isLess(second, first)
          }
          spare[place] = order[takesRight ? right : left]
          if takesRight { right += 1 } else { left += 1 }
        }
      }
      swap(&order, &spare)
      width *= 2
    }
    return order.map { elements[$0] }
  }

  mutating func batches(of value: TemplateValue, _ given: [TemplateValue?]) throws(TemplateProblem)
    -> TemplateValue
  {
    guard let size = given[0]?.integer, size > 0 else { throw TemplateProblem("'batch' needs a size") }
    var batches: [[TemplateValue]] = []
    for element in try elements(of: value) {
      if batches.last.map({ $0.count == size }) ?? true { batches.append([]) }
      batches[batches.count - 1].append(element)
    }
    if let fill = given[1], let last = batches.last, last.count < size {
      if case .none = fill {
      } else {
        try budget.charge(size)
        batches[batches.count - 1] += Array(repeating: fill, count: size - last.count)
      }
    }
    try budget.check(.list(batches.map { .list($0) }))
    return try generator(batches.map { .list($0) })
  }
}
