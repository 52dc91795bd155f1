/// Values as texts, and what there is to walk in them.
extension TemplateEvaluator {
  /// What Python's `str` makes of it.
  mutating func text(of value: TemplateValue) throws(TemplateProblem) -> TemplateText {
    switch value {
    case .undefined: return TemplateText("")
    case .text(let text): return text
    default:
      var text = TemplateText("")
      try write(value, to: &text)
      return text
    }
  }

  /// Writes what Python's `repr` makes of a value behind a text.
  private mutating func write(_ value: TemplateValue, to text: inout TemplateText) throws(TemplateProblem) {
    switch value {
    case .undefined: try budget.append("Undefined", to: &text)
    case .none: try budget.append("None", to: &text)
    case .bool(let value): try budget.append(value ? "True" : "False", to: &text)
    case .integer(let value): try budget.append("\(value)", to: &text)
    case .float(let value): try budget.append(PythonFloat.text(value), to: &text)
    case .text(let part): try budget.append(part.quoted, to: &text)
    case .list(let elements): try write(elements, "[", "]", to: &text)
    case .tuple(let elements): try write(elements, "(", elements.count == 1 ? ",)" : ")", to: &text)
    case .dictionary(let dictionary):
      try budget.append("{", to: &text)
      for (index, (key, value)) in zip(dictionary.keys, dictionary.values).enumerated() {
        if index > 0 { try budget.append(", ", to: &text) }
        try write(key, to: &text)
        try budget.append(": ", to: &text)
        try write(value, to: &text)
      }
      try budget.append("}", to: &text)
    case .range(let range): try budget.append(range.text, to: &text)
    case .view(let view, let elements): try write(elements, "dict_\(view.rawValue)([", "])", to: &text)
    case .generator, .namespace, .macro, .loop, .function, .method:
      throw TemplateProblem("a \(value.className) is written out", kind: .unsupported)
    }
  }

  private mutating func write(
    _ elements: [TemplateValue], _ start: String, _ end: String, to text: inout TemplateText
  ) throws(TemplateProblem) {
    try budget.append(start, to: &text)
    for (index, element) in elements.enumerated() {
      if index > 0 { try budget.append(", ", to: &text) }
      try write(element, to: &text)
    }
    try budget.append(end, to: &text)
  }

  /// What there is to walk in a value; what is walked once is empty afterwards.
  mutating func elements(of value: TemplateValue) throws(TemplateProblem) -> [TemplateValue] {
    switch value {
    case .undefined: return []
    case .list(let elements), .tuple(let elements), .view(_, let elements):
      try budget.charge(elements.count)
      return elements
    case .dictionary(let dictionary):
      try budget.charge(dictionary.count)
      return dictionary.keys
    case .text(let text):
      try budget.charge(text.bytes.count)
      return text.characters.map { .text($0) }
    case .range(let range):
      try budget.charge(range.count)
      return range.elements
    case .generator(let index):
      defer { generators[index] = [] }
      return generators[index]
    default: throw TemplateProblem("'\(value.className)' is not iterable")
    }
  }

  /// How many elements Python's `len` counts.
  func count(of value: TemplateValue) throws(TemplateProblem) -> Int {
    switch value {
    case .undefined: return 0
    case .list(let elements), .tuple(let elements), .view(_, let elements): return elements.count
    case .dictionary(let dictionary): return dictionary.count
    case .text(let text): return text.count
    case .range(let range): return range.count
    case .loop(let place) where loops.indices.contains(place): return loops[place].elements.count
    default: throw TemplateProblem("'\(value.className)' has no length")
    }
  }
}

extension TemplateText {
  /// The text as Python writes it down: in quotes, with escapes.
  var quoted: TemplateText {
    let scalars = scalars
    let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
    var result = String.UnicodeScalarView([quote])
    for scalar in scalars {
      switch scalar {
      case quote, "\\":
        result += ["\\", scalar]
      case "\n": result += "\\n".unicodeScalars
      case "\r": result += "\\r".unicodeScalars
      case "\t": result += "\\t".unicodeScalars
      default:
        if scalar.isPythonPrintable {
          result.append(scalar)
        } else {
          let (mark, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
          let digits = String(scalar.value, radix: 16)
          result +=
            ("\\" + mark + String(repeating: "0", count: width - digits.count) + digits).unicodeScalars
        }
      }
    }
    result.append(quote)
    return derived(String(result))
  }
}

extension Unicode.Scalar {
  /// Whether Python's `str.isprintable` says so.
  fileprivate var isPythonPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: self == " "
    default: true
    }
  }
}
