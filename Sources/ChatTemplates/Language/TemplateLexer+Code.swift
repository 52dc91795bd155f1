/// What is between `{%` and `%}`, or `{{` and `}}`.
extension TemplateLexer {
  private static let signs = [
    "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
    "=", ".", ":", "|", ",", ";",
  ]

  /// Reads up to the mark that ends it; brackets that are open keep it going.
  mutating func code(closing: UInt8) throws(TemplateProblem) {
    let isStatement = closing == UInt8(ascii: "%")
    append(isStatement ? .statementBegin : .outputBegin, at: place)
    var brackets: [UInt8] = []
    while true {
      skipSpace()
      let start = place
      guard start < source.count else { throw problem("'\(isStatement ? "%}" : "}}")' is missing") }
      if brackets.isEmpty, let sign = end(closing) {
        append(isStatement ? .statementEnd : .outputEnd, at: start)
        if isStatement { closeStatement(sign) } else if sign == UInt8(ascii: "-") { skipSpace() }
        return
      }
      let byte = source[start]
      if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        append(.text(try quoted(byte)), at: start)
      } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        append(try number(), at: start)
      } else if byte == UInt8(ascii: "_") || byte >= 0x80 || Unicode.Scalar(byte).properties.isAlphabetic {
        append(.name(name()), at: start)
      } else if let sign = Self.signs.first(where: { source[start...].starts(with: $0.utf8) }) {
        place += sign.utf8.count
        try balance(&brackets, sign)
        append(.sign(sign), at: start)
      } else {
        throw problem("'\(Unicode.Scalar(byte))' means nothing here")
      }
    }
  }

  /// Passes the end of the code, where it is here; gives the sign in front of it, or 0.
  private mutating func end(_ closing: UInt8) -> UInt8? {
    let text = closing == UInt8(ascii: "%") ? "%}" : "}}"
    if skip("-" + text) { return UInt8(ascii: "-") }
    if closing == UInt8(ascii: "%"), skip("+" + text) { return UInt8(ascii: "+") }
    return skip(text) ? 0 : nil
  }

  private func balance(_ brackets: inout [UInt8], _ sign: String) throws(TemplateProblem) {
    switch sign {
    case "(": brackets.append(UInt8(ascii: ")"))
    case "[": brackets.append(UInt8(ascii: "]"))
    case "{": brackets.append(UInt8(ascii: "}"))
    case ")", "]", "}":
      guard brackets.popLast() == sign.utf8.first else { throw problem("'\(sign)' closes nothing") }
    default: break
    }
  }

  private mutating func name() -> String {
    let start = place
    while place < source.count {
      let byte = source[place]
      guard byte >= 0x80 || byte == UInt8(ascii: "_") || Unicode.Scalar(byte).isWordCharacter else { break }
      place += 1
    }
    return String(decoding: source[start..<place], as: UTF8.self)
  }

  private mutating func number() throws(TemplateProblem) -> TemplateToken.Kind {
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)]
    where skip(prefix) {
      guard let value = Int(digits { Unicode.Scalar($0).properties.isASCIIHexDigit }, radix: radix) else {
        throw problem("the number cannot be read")
      }
      return .integer(value)
    }
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    var text = digits(isDigit)
    var isWhole = true
    if place + 1 < source.count, source[place] == UInt8(ascii: "."), isDigit(source[place + 1]) {
      place += 1
      text += "." + digits(isDigit)
      isWhole = false
    }
    if place < source.count, source[place] | 0x20 == UInt8(ascii: "e") {
      let back = place
      place += 1
      let sign = skip("-") ? "-" : (skip("+") ? "" : "")
      if place < source.count, isDigit(source[place]) {
        text += "e" + sign + digits(isDigit)
        isWhole = false
      } else {
        place = back
      }
    }
    if isWhole, let value = Int(text) { return .integer(value) }
    guard !isWhole, let value = Double(text) else { throw problem("the number is too large") }
    return .float(value)
  }

  private mutating func digits(_ isDigit: (UInt8) -> Bool) -> String {
    var text = ""
    while place < source.count, isDigit(source[place]) || source[place] == UInt8(ascii: "_") {
      if source[place] != UInt8(ascii: "_") { text.unicodeScalars.append(Unicode.Scalar(source[place])) }
      place += 1
    }
    return text
  }
}

extension Unicode.Scalar {
  /// Whether a name may go on with this ASCII character.
  var isWordCharacter: Bool { properties.isAlphabetic || ("0"..."9").contains(self) }
}
