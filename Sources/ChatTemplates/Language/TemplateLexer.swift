/// Cuts the source of a template into tokens, as Jinja does with `trim_blocks` and `lstrip_blocks` on: the line end behind a
/// statement or comment is dropped, and so is white space before one that begins its line.
struct TemplateLexer {
  let source: [UInt8]
  var place = 0
  var tokens: [TemplateToken] = []
  private var line = 1
  private var counted = 0

  /// - Parameter source: the template; its line ends are made one, and the last of all is dropped.
  init(_ source: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.utf8.count)
    var last: UInt8 = 0
    for byte in source.utf8 {
      if byte == 0x0A, last == 0x0D {
        last = byte
        continue
      }
      bytes.append(byte == 0x0D ? 0x0A : byte)
      last = byte
    }
    if bytes.last == 0x0A { bytes.removeLast() }
    self.source = bytes
  }

  /// The tokens, of which the last is `end`.
  ///
  /// - Throws: `TemplateProblem` that names the line.
  static func tokens(of source: String) throws(TemplateProblem) -> [TemplateToken] {
    var lexer = TemplateLexer(source)
    try lexer.read()
    return lexer.tokens
  }

  private mutating func read() throws(TemplateProblem) {
    var beginsLine = true
    while place < source.count {
      guard let mark = nextMark(from: place) else {
        appendData(place..<source.count)
        place = source.count
        break
      }
      let start = place
      let kind = source[mark + 1]
      let sign = mark + 2 < source.count ? source[mark + 2] : 0
      place = mark + 2 + (sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") ? 1 : 0)
      var end = mark
      if sign == UInt8(ascii: "-") {
        end = start + TemplateText(bytes: Array(source[start..<mark])).stripped(left: false).bytes.count
      } else if sign != UInt8(ascii: "+"), kind != UInt8(ascii: "{") {
        end = leftStripped(start..<mark, beginsLine: beginsLine)
      }
      appendData(start..<end)
      switch kind {
      case UInt8(ascii: "#"): try comment()
      case UInt8(ascii: "%"):
        if let raw = rawStart() { try self.raw(from: raw) } else { try code(closing: UInt8(ascii: "%")) }
      default: try code(closing: UInt8(ascii: "}"))
      }
      beginsLine = source[place - 1] == 0x0A
    }
    append(.end, at: source.count)
  }

  /// Where the next `{{`, `{%` or `{#` is.
  func nextMark(from start: Int) -> Int? {
    guard source.count - start >= 2 else { return nil }
    return (start..<source.count - 1).first {
      source[$0] == UInt8(ascii: "{") && "{%#".utf8.contains(source[$0 + 1])
    }
  }

  /// The end of a text without the white space of the line it ends in, where nothing else is in that line.
  func leftStripped(_ range: Range<Int>, beginsLine: Bool) -> Int {
    let lineStart = source[range].lastIndex(of: 0x0A).map { $0 + 1 }
    guard lineStart != nil || beginsLine else { return range.upperBound }
    let start = lineStart ?? range.lowerBound
    return TemplateText(bytes: Array(source[start..<range.upperBound])).stripped().isEmpty
      ? start : range.upperBound
  }

  private mutating func comment() throws(TemplateProblem) {
    while place + 1 < source.count {
      if source[place] == UInt8(ascii: "#"), source[place + 1] == UInt8(ascii: "}") {
        let sign = source[place - 1]
        place += 2
        closeStatement(sign)
        return
      }
      place += 1
    }
    throw problem("the comment has no end")
  }

  /// Drops what is dropped behind a `%}` or `#}`.
  mutating func closeStatement(_ sign: UInt8) {
    if sign == UInt8(ascii: "-") {
      skipSpace()
    } else if sign != UInt8(ascii: "+"), place < source.count, source[place] == 0x0A {
      place += 1
    }
  }

  mutating func skipSpace() {
    while place < source.count {
      if source[place] < 0x80 {
        guard Unicode.Scalar(source[place]).isPythonSpace else { return }
        place += 1
      } else {
        let rest = String(decoding: source[place..<min(source.count, place + 4)], as: UTF8.self)
        guard let scalar = rest.unicodeScalars.first, scalar.isPythonSpace else { return }
        place += scalar.utf8Count
      }
    }
  }

  /// Passes `text` where it stands here.
  mutating func skip(_ text: String) -> Bool {
    guard source[place...].starts(with: text.utf8) else { return false }
    place += text.utf8.count
    return true
  }

  mutating func appendData(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    append(.data(TemplateText(bytes: Array(source[range]))), at: range.lowerBound)
  }

  mutating func append(_ kind: TemplateToken.Kind, at start: Int) {
    tokens.append(TemplateToken(kind: kind, line: line(of: start)))
  }

  func problem(_ message: String) -> TemplateProblem {
    var copy = self
    return TemplateProblem(message, kind: .syntax, line: copy.line(of: min(place, source.count)))
  }

  private mutating func line(of byte: Int) -> Int {
    if byte > counted {
      line += source[counted..<byte].count { $0 == 0x0A }
      counted = byte
    }
    return line
  }
}
