/// The filter `tojson`, which writes as Python's `json.dumps` does.
extension TemplateEvaluator {
  private struct Style {
    let isASCII: Bool
    let indent: TemplateText?
    let between: TemplateText
    let colon: TemplateText
    let sortsKeys: Bool
  }

  mutating func jsonText(of value: TemplateValue, _ given: [TemplateValue?]) throws(TemplateProblem)
    -> TemplateText
  {
    var indent: TemplateText?
    switch given[1] ?? .none {
    case .none: break
    case .text(let text): indent = text
    case let width:
      guard let width = width.integer else {
        throw TemplateProblem("'tojson' indents by a number or a string")
      }
      indent = try budget.repeated(TemplateText(" "), width)
    }
    var separators = [TemplateText(indent == nil ? ", " : ","), TemplateText(": ")]
    switch given[2] ?? .none {
    case .none: break
    case let pair:
      separators = try elements(of: pair).compactMap(\.text)
      guard separators.count == 2 else { throw TemplateProblem("'tojson' takes two separators") }
    }
    let style = Style(
      isASCII: given[0]?.isTrue ?? false, indent: indent, between: separators[0], colon: separators[1],
      sortsKeys: given[3]?.isTrue ?? false)
    var text = TemplateText("")
    try write(value, style, 0, to: &text)
    return text.origin == nil ? text : text.derived(text.bytes)
  }

  private mutating func write(
    _ value: TemplateValue, _ style: Style, _ depth: Int, to text: inout TemplateText
  ) throws(TemplateProblem) {
    switch value {
    case .none: try budget.append("null", to: &text)
    case .bool(let value): try budget.append(value ? "true" : "false", to: &text)
    case .integer(let value): try budget.append("\(value)", to: &text)
    case .float(let value): try budget.append(Self.json(value), to: &text)
    case .text(let part): try budget.append(part.jsonText(isASCII: style.isASCII), to: &text)
    case .list(let elements), .tuple(let elements):
      try budget.append("[", to: &text)
      for (index, element) in elements.enumerated() {
        try breakLine(style, depth + 1, isFirst: index == 0, to: &text)
        try write(element, style, depth + 1, to: &text)
      }
      if !elements.isEmpty { try endLine(style, depth, to: &text) }
      try budget.append("]", to: &text)
    case .dictionary(let dictionary):
      var members = Array(zip(dictionary.keys, dictionary.values))
      if style.sortsKeys {
        guard members.allSatisfy({ $0.0.text != nil }) else {
          throw TemplateProblem("keys that are no strings are sorted", kind: .unsupported)
        }
        members.sort { ($0.0.text?.bytes ?? []).lexicographicallyPrecedes($1.0.text?.bytes ?? []) }
      }
      try budget.append("{", to: &text)
      for (index, (key, value)) in members.enumerated() {
        try breakLine(style, depth + 1, isFirst: index == 0, to: &text)
        try budget.append(try name(key).jsonText(isASCII: style.isASCII), to: &text)
        try budget.append(style.colon, to: &text)
        try write(value, style, depth + 1, to: &text)
      }
      if dictionary.count > 0 { try endLine(style, depth, to: &text) }
      try budget.append("}", to: &text)
    default: throw TemplateProblem("'\(value.className)' cannot be written as JSON")
    }
  }

  /// A key as JSON has it: a string.
  private func name(_ key: TemplateValue) throws(TemplateProblem) -> TemplateText {
    switch key {
    case .text(let text): return text
    case .none: return TemplateText("null")
    case .bool(let value): return TemplateText(value ? "true" : "false")
    case .integer(let value): return TemplateText("\(value)")
    case .float(let value): return TemplateText(Self.json(value))
    default: throw TemplateProblem("'\(key.className)' cannot be a key of JSON")
    }
  }

  private static func json(_ value: Double) -> String {
    value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : PythonFloat.text(value)
  }

  private mutating func breakLine(
    _ style: Style, _ depth: Int, isFirst: Bool, to text: inout TemplateText
  ) throws(TemplateProblem) {
    if !isFirst { try budget.append(style.between, to: &text) }
    try endLine(style, depth, to: &text)
  }

  private mutating func endLine(_ style: Style, _ depth: Int, to text: inout TemplateText)
    throws(TemplateProblem)
  {
    guard let indent = style.indent else { return }
    try budget.append("\n", to: &text)
    try budget.append(try budget.repeated(indent, depth), to: &text)
  }
}

extension TemplateText {
  /// The text as a string of JSON.
  fileprivate func jsonText(isASCII: Bool) -> TemplateText {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      default:
        if scalar.value < 0x20 || isASCII && scalar.value > 0x7E {
          for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return derived(result + "\"")
  }
}
