/// Texts cut, put together and replaced in, as Python's methods do it.
extension TemplateEvaluator {
  /// What is between the separators; white space where there is none.
  ///
  /// - Parameters:
  ///   - most: how often it is cut at most; always where it is negative.
  ///   - last: whether it is cut from the end.
  mutating func split(
    _ text: TemplateText, at separator: TemplateText?, most: Int, last: Bool
  ) throws(TemplateProblem) -> [TemplateValue] {
    guard let separator else { return try words(of: text, most: most, last: last) }
    guard !separator.isEmpty else { throw TemplateProblem("a separator is empty") }
    var parts: [TemplateText] = []
    var (start, end) = (0, text.bytes.count)
    while most < 0 || parts.count < most {
      if last {
        guard let found = text.lastIndex(of: separator.bytes, to: end) else { break }
        parts.append(text[found + separator.bytes.count..<end])
        end = found
      } else {
        guard let found = text.firstIndex(of: separator.bytes, from: start) else { break }
        parts.append(text[start..<found])
        start = found + separator.bytes.count
      }
    }
    parts.append(text[start..<end])
    try budget.charge(parts.count)
    return (last ? parts.reversed() : parts).map { .text($0) }
  }

  private mutating func words(of text: TemplateText, most: Int, last: Bool) throws(TemplateProblem)
    -> [TemplateValue]
  {
    var (words, start, place): ([Range<Int>], Int?, Int) = ([], nil, 0)
    for scalar in text.string.unicodeScalars {
      if scalar.isPythonSpace {
        if let first = start { words.append(first..<place) }
        start = nil
      } else if start == nil {
        start = place
      }
      place += scalar.utf8Count
    }
    if let start { words.append(start..<place) }
    try budget.charge(words.count)
    // (The part that is not cut any more keeps the white space at its other end.)
    if most >= 0, words.count > most {
      if last {
        let rest = 0..<words[words.count - 1 - most].upperBound
        words = [rest] + words.suffix(most)
      } else {
        words = words.prefix(most) + [words[most].lowerBound..<place]
      }
    }
    return words.map { .text(text[$0]) }
  }

  /// The text with `old` replaced, `most` times or always where that is negative.
  mutating func replaced(
    _ text: TemplateText, _ old: TemplateText, by new: TemplateText, most: Int
  ) throws(TemplateProblem) -> TemplateText {
    try TemplateText.checkPlain(text)
    var result = TemplateText("")
    var (start, count) = (0, 0)
    if old.isEmpty {
      for character in text.characters {
        if most >= 0, count >= most { break }
        try budget.append(new, to: &result)
        try budget.append(character, to: &result)
        start += character.bytes.count
        count += 1
      }
      if most < 0 || count < most { try budget.append(new, to: &result) }
    } else {
      while most < 0 || count < most, let found = text.firstIndex(of: old.bytes, from: start) {
        try budget.append(text[start..<found], to: &result)
        try budget.append(new, to: &result)
        start = found + old.bytes.count
        count += 1
      }
    }
    guard count > 0 || old.isEmpty else { return text }
    try budget.append(text[start..<text.bytes.count], to: &result)
    return result
  }

  /// Strings put together; Python's method takes nothing else.
  mutating func joined(_ elements: [TemplateValue], by separator: TemplateText) throws(TemplateProblem)
    -> TemplateText
  {
    try TemplateText.checkPlain(separator)
    var result = TemplateText("")
    for (index, element) in elements.enumerated() {
      guard let text = element.text else {
        throw TemplateProblem("'join' puts strings together, not \(element.className)")
      }
      if index > 0 { try budget.append(separator, to: &result) }
      try budget.append(text, to: &result)
    }
    return result
  }

  mutating func call(
    _ method: DictionaryMethod, of dictionary: TemplateDictionary, _ arguments: TemplateCallArguments
  ) throws(TemplateProblem) -> TemplateValue {
    try budget.charge(dictionary.count)
    guard method == .get else {
      _ = try arguments.bound(to: [], of: method.rawValue)
      switch method {
      case .keys: return .view(.keys, dictionary.keys)
      case .values: return .view(.values, dictionary.values)
      case .items: return .view(.items, dictionary.items)
      default: return .dictionary(dictionary)
      }
    }
    guard arguments.named.isEmpty else { throw TemplateProblem("'get' takes no arguments by name") }
    let given = try arguments.bound(to: ["key", "default"], of: "get", required: 1)
    let key = given[0] ?? .none
    guard DictionaryKey(key) != nil else { throw TemplateProblem("unhashable type: '\(key.className)'") }
    return dictionary[key] ?? given[1] ?? .none
  }
}
