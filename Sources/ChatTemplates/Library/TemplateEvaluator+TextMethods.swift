extension TemplateEvaluator {
  mutating func call(
    _ method: TextMethod, of text: TemplateText, _ arguments: TemplateCallArguments
  ) throws(TemplateProblem) -> TemplateValue {
    try budget.charge(1 + text.bytes.count / 16)
    if method == .format { return .text(try formatted(text, by: arguments)) }
    guard arguments.named.isEmpty || method.takesNames else {
      throw TemplateProblem("'\(method.rawValue)' takes no arguments by name")
    }
    let given = try arguments.bound(
      to: method.parameters, of: method.rawValue, required: method.required)
    switch method {
    case .lower: return .text(text.lowercased)
    case .upper: return .text(text.uppercased)
    case .title: return .text(text.titled)
    case .capitalize: return .text(text.capitalized)
    case .swapcase: return .text(text.swappedCase)
    case .strip, .lstrip, .rstrip:
      let set = try optionalText(given[0], method)
      return .text(text.stripped(of: set, left: method != .rstrip, right: method != .lstrip))
    case .startswith, .endswith, .count, .find, .rfind, .index, .rindex:
      return try sought(method, given, in: text)
    case .replace:
      return .text(
        try replaced(
          text, try self.text(given[0], method), by: try self.text(given[1], method),
          most: try whole(given[2], method) ?? -1))
    case .split, .rsplit:
      let most = try whole(given[1], method) ?? -1
      return .list(try split(text, at: try optionalText(given[0], method), most: most, last: method == .rsplit))
    case .splitlines:
      let lines = text.lines(keepingEnds: given[0]?.isTrue ?? false)
      try budget.charge(lines.count)
      return .list(lines.map { .text($0) })
    case .join: return .text(try joined(try elements(of: given[0] ?? .none), by: text))
    case .partition, .rpartition: return try parted(text, at: try self.text(given[0], method), method)
    case .removeprefix:
      let part = try self.text(given[0], method).bytes
      return .text(text.bytes.starts(with: part) ? text[part.count..<text.bytes.count] : text)
    case .removesuffix:
      let part = try self.text(given[0], method).bytes
      let isThere = text.bytes.count >= part.count && text.bytes.suffix(part.count).elementsEqual(part)
      return .text(isThere ? text[0..<text.bytes.count - part.count] : text)
    case .ljust, .rjust, .zfill, .center:
      return .text(
        try padded(text, try whole(given[0], method) ?? 0, method, try given.count > 1 ? optionalText(given[1], method) : nil))
    case .isascii: return .bool(text.bytes.allSatisfy { $0 < 0x80 })
    case .isspace: return .bool(!text.isEmpty && text.scalars.allSatisfy(\.isPythonSpace))
    case .isalpha: return .bool(!text.isEmpty && text.scalars.allSatisfy(\.isLetter))
    case .isalnum: return .bool(!text.isEmpty && text.scalars.allSatisfy { $0.isLetter || $0.properties.numericType != nil })
    case .isdecimal: return .bool(!text.isEmpty && text.scalars.allSatisfy { $0.properties.numericType == .decimal })
    case .isdigit:
      return .bool(
        !text.isEmpty
          && text.scalars.allSatisfy {
            $0.properties.numericType == .decimal || $0.properties.numericType == .digit
          })
    case .isnumeric: return .bool(!text.isEmpty && text.scalars.allSatisfy { $0.properties.numericType != nil })
    case .islower, .isupper:
      let cased = text.scalars.filter(\.properties.isCased)
      return .bool(
        !cased.isEmpty
          && cased.allSatisfy { method == .islower ? $0.properties.isLowercase : $0.properties.isUppercase })
    case .casefold, .format:
      throw TemplateProblem("'\(method.rawValue)' is not done here", kind: .unsupported)
    }
  }

  private func text(_ value: TemplateValue?, _ method: TextMethod) throws(TemplateProblem) -> TemplateText {
    guard let text = value?.text else {
      throw TemplateProblem("'\(method.rawValue)' needs a string, not \(value?.className ?? "nothing")")
    }
    return text
  }

  private func optionalText(_ value: TemplateValue?, _ method: TextMethod) throws(TemplateProblem)
    -> TemplateText?
  {
    guard let value else { return nil }
    if case .none = value { return nil }
    return try text(value, method)
  }

  func whole(_ value: TemplateValue?, _ method: TextMethod) throws(TemplateProblem) -> Int? {
    guard let value else { return nil }
    guard let whole = value.integer else {
      throw TemplateProblem("'\(method.rawValue)' needs a whole number, not \(value.className)")
    }
    return whole
  }

  private mutating func sought(
    _ method: TextMethod, _ given: [TemplateValue?], in text: TemplateText
  ) throws(TemplateProblem) -> TemplateValue {
    let (bounds, whole) = (text.boundaries, text)
    guard
      case .text(let text) = try slice(of: .text(text), given[1] ?? .none, given[2] ?? .none, .none)
    else { return .none }
    let start = try self.whole(given[1] ?? .integer(0), method) ?? 0
    let first = min(max(start < 0 ? start + bounds.count - 1 : start, 0), bounds.count)
    if method == .startswith || method == .endswith {
      var parts: [TemplateText] = []
      if case .tuple(let several)? = given[0] {
        for part in several { parts.append(try self.text(part, method)) }
      } else {
        parts = [try self.text(given[0], method)]
      }
      guard first < bounds.count else { return .bool(false) }
      return .bool(
        parts.contains {
          method == .startswith
            ? text.bytes.starts(with: $0.bytes) : text.bytes.reversed().starts(with: $0.bytes.reversed())
        })
    }
    let part = try self.text(given[0], method).bytes
    if method == .count {
      guard first < bounds.count else { return .integer(0) }
      guard !part.isEmpty else { return .integer(text.count + 1) }
      var (count, place) = (0, 0)
      while let found = text.firstIndex(of: part, from: place) {
        count += 1
        place = found + part.count
      }
      return .integer(count)
    }
    let isLast = method == .rfind || method == .rindex
    let found = isLast ? text.lastIndex(of: part) : text.firstIndex(of: part)
    if let found, first < bounds.count {
      return .integer(whole.bytes[..<bounds[first]].count { $0 & 0xC0 != 0x80 } + text[0..<found].count)
    }
    guard method == .find || method == .rfind else { throw TemplateProblem("the substring is not found") }
    return .integer(-1)
  }

  private func parted(
    _ text: TemplateText, at part: TemplateText, _ method: TextMethod
  ) throws(TemplateProblem) -> TemplateValue {
    guard !part.isEmpty else { throw TemplateProblem("a separator is empty") }
    let found = method == .partition ? text.firstIndex(of: part.bytes) : text.lastIndex(of: part.bytes)
    guard let found else {
      let empty = TemplateValue.text("")
      return .tuple(method == .partition ? [.text(text), empty, empty] : [empty, empty, .text(text)])
    }
    let end = found + part.bytes.count
    return .tuple([.text(text[0..<found]), .text(part), .text(text[end..<text.bytes.count])])
  }

  mutating func padded(
    _ text: TemplateText, _ width: Int, _ method: TextMethod, _ fill: TemplateText? = nil
  ) throws(TemplateProblem) -> TemplateText {
    let count = text.count
    let missing = max(0, width.subtractingReportingOverflow(count).partialValue)
    guard width > count else { return text }
    let fill = method == .zfill ? TemplateText("0") : fill ?? TemplateText(" ")
    guard fill.count == 1 else { throw TemplateProblem("one character fills, not \(fill.count)") }
    let left: Int
    switch method {
    case .ljust: left = 0
    case .center: left = missing / 2 + (missing & width & 1)
    default: left = missing
    }
    var result = TemplateText("")
    var rest = text
    if method == .zfill, let sign = text.bytes.first, [UInt8(ascii: "-"), UInt8(ascii: "+")].contains(sign) {
      result = text[0..<1]
      rest = text[1..<text.bytes.count]
    }
    try budget.append(try budget.repeated(fill, left), to: &result)
    try budget.append(rest, to: &result)
    try budget.append(try budget.repeated(fill, missing - left), to: &result)
    return result
  }
}

extension Unicode.Scalar {
  /// Whether Python's `str.isalpha` says so.
  fileprivate var isLetter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
