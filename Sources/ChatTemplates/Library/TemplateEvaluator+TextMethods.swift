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
      return .list(
        try split(text, at: try optionalText(given[0], method), most: most, last: method == .rsplit))
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
        try padded(
          text, try whole(given[0], method) ?? 0, method,
          try given.count > 1 ? optionalText(given[1], method) : nil))
    case .isascii: return .bool(text.bytes.allSatisfy { $0 < 0x80 })
    case .isspace: return .bool(!text.isEmpty && text.scalars.allSatisfy(\.isPythonSpace))
    case .isalpha: return .bool(!text.isEmpty && text.scalars.allSatisfy(\.isLetter))
    case .isalnum:
      return .bool(
        !text.isEmpty && text.scalars.allSatisfy { $0.isLetter || $0.properties.numericType != nil })
    case .isdecimal:
      return .bool(!text.isEmpty && text.scalars.allSatisfy { $0.properties.numericType == .decimal })
    case .isdigit:
      return .bool(
        !text.isEmpty
          && text.scalars.allSatisfy {
            $0.properties.numericType == .decimal || $0.properties.numericType == .digit
          })
    case .isnumeric:
      return .bool(!text.isEmpty && text.scalars.allSatisfy { $0.properties.numericType != nil })
    case .islower, .isupper:
      let cased = text.scalars.filter(\.properties.isCased)
      return .bool(
        !cased.isEmpty
          && cased.allSatisfy { method == .islower ? $0.properties.isLowercase : $0.properties.isUppercase })
    case .casefold, .format:
      throw TemplateProblem("'\(method.rawValue)' is not done here", kind: .unsupported)
    }
  }

  func text(_ value: TemplateValue?, _ method: TextMethod) throws(TemplateProblem) -> TemplateText {
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
