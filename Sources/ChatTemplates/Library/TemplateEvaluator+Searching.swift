/// Texts looked for in others, and filled up.
extension TemplateEvaluator {
  mutating func sought(
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

  func parted(
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
