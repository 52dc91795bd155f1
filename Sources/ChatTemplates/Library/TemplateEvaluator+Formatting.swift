/// `'…' % values` and `'…'.format(…)`, as far as templates go: `%s`, `%d`, `%r`, `%f` with digits, and plain fields.
extension TemplateEvaluator {
  mutating func formatted(_ format: TemplateText, with value: TemplateValue) throws(TemplateProblem)
    -> TemplateValue
  {
    try TemplateText.checkPlain(format)
    var values: [TemplateValue] = [value]
    if case .tuple(let several) = value { values = several }
    var (result, place, start) = (TemplateText(""), 0, 0)
    var next = 0
    func other() -> TemplateProblem {
      TemplateProblem("a '%' format with more than %s, %d, %r and %.Nf", kind: .unsupported)
    }
    let bytes = format.bytes
    while let sign = format.firstIndex(of: [UInt8(ascii: "%")], from: place) {
      try budget.append(format[start..<sign], to: &result)
      place = sign + 1
      var digits: Int?
      if place + 2 < bytes.count, bytes[place] == UInt8(ascii: "."),
        let digit = Int(String(decoding: [bytes[place + 1]], as: UTF8.self))
      {
        digits = digit
        place += 2
      }
      guard place < bytes.count else { throw TemplateProblem("a format is cut short") }
      let kind = bytes[place]
      place += 1
      start = place
      if kind == UInt8(ascii: "%"), digits == nil {
        try budget.append("%", to: &result)
        continue
      }
      guard next < values.count else { throw TemplateProblem("there are too few values for the format") }
      let value = values[next]
      next += 1
      switch kind {
      case UInt8(ascii: "s") where digits == nil: try budget.append(try text(of: value), to: &result)
      case UInt8(ascii: "r") where digits == nil:
        let list = try text(of: .list([value]))
        try budget.append(list[1..<list.bytes.count - 1], to: &result)
      case UInt8(ascii: "d") where digits == nil:
        guard let number = value.number, number.isFinite,
          let whole = value.integer ?? Int(exactly: number.rounded(.towardZero))
        else { throw TemplateProblem("'%d' needs a number") }
        try budget.append("\(whole)", to: &result)
      case UInt8(ascii: "f"):
        guard let number = value.number else { throw TemplateProblem("'%f' needs a number") }
        try budget.append(PythonNumber.text(number, places: digits ?? 6), to: &result)
      default: throw other()
      }
    }
    if next < values.count, case .dictionary = value {
    } else if next < values.count {
      throw TemplateProblem("there are more values than the format takes")
    }
    try budget.append(format[start..<bytes.count], to: &result)
    return .text(result)
  }

  /// `{}`, `{0}` and `{name}`.
  mutating func formatted(_ format: TemplateText, by arguments: TemplateCallArguments) throws(TemplateProblem)
    -> TemplateText
  {
    try TemplateText.checkPlain(format)
    var (result, start, next) = (TemplateText(""), 0, 0)
    let bytes = format.bytes
    while let place = bytes[start...].firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }
    ) {
      try budget.append(format[start..<place], to: &result)
      if place + 1 < bytes.count, bytes[place + 1] == bytes[place] {
        try budget.append(format[place..<place + 1], to: &result)
        start = place + 2
        continue
      }
      guard bytes[place] == UInt8(ascii: "{"), let end = bytes[place...].firstIndex(of: UInt8(ascii: "}"))
      else {
        throw TemplateProblem("a '{' or '}' stands alone in a format")
      }
      let name = format[place + 1..<end].string
      start = end + 1
      let value: TemplateValue
      if name.isEmpty || Int(name) != nil {
        let index = Int(name) ?? next
        next += name.isEmpty ? 1 : 0
        guard arguments.values.indices.contains(index) else {
          throw TemplateProblem("there are too few values for the format")
        }
        value = arguments.values[index]
      } else if let named = arguments.named.first(where: { $0.name == name }) {
        value = named.value
      } else if name.unicodeScalars.allSatisfy({ $0.isASCII && ($0.isWordCharacter || $0 == "_") }) {
        throw TemplateProblem("the format names '\(name)', which is not given")
      } else {
        throw TemplateProblem("a field of a format with more than a name", kind: .unsupported)
      }
      try budget.append(try text(of: value), to: &result)
    }
    try budget.append(format[start..<bytes.count], to: &result)
    return result
  }
}
