import Diagnostics
import JSON

/// Walks through one line that a person has written: words, numbers, texts in quotes.
struct TextScanner {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The byte that comes next; nil at the end.
  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// What has not been read, cut where it is long, as errors quote it.
  var rest: String {
    next == nil ? "the end" : "'\(String(decoding: bytes[offset...], as: UTF8.self).cut(toCharacters: 40))'"
  }

  /// What stands from `start` to here.
  func text(from start: Int) -> String { String(decoding: bytes[start..<offset], as: UTF8.self) }

  /// Goes past blanks.
  mutating func skipBlanks() { while next.map(Self.isBlank) == true { offset += 1 } }

  /// Goes past `byte` if it is next; says whether it was.
  mutating func skip(_ byte: Unicode.Scalar) -> Bool {
    guard next.map(UInt32.init) == byte.value else { return false }
    offset += 1
    return true
  }

  /// Goes past `word` if it is next; says whether it was.
  mutating func skip(word: String) -> Bool {
    guard bytes[offset...].starts(with: word.utf8) else { return false }
    offset += word.utf8.count
    return true
  }

  /// The bytes up to the first that `stops`, or to the end.
  mutating func word(until stops: (UInt8) -> Bool) -> String {
    let start = offset
    while let byte = next, !stops(byte) { offset += 1 }
    return text(from: start)
  }

  /// Whether `byte` parts words.
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// The text in quotes that begins here, with the escapes of JSON; line ends and tabs may stand as they are.
  ///
  /// - Throws: `badParameter` where the closing quote is missing or an escape is none.
  mutating func quoted() throws(ExplainerError) -> String {
    let start = offset
    var json: [UInt8] = []
    var isEscaped = false, isOpen = false
    while let byte = next {
      offset += 1
      json += byte < 0x20 ? Array("\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8) : [byte]
      if byte == UInt8(ascii: "\""), !isEscaped {
        if isOpen { return try Self.unquoted(json, text(from: start)) }
        isOpen = true
      }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    throw ExplainerError(
      .badParameter, "a text in quotes does not end", expected: "a closing \"",
      found: "\(text(from: start).cut(toCharacters: 40))")
  }

  private static func unquoted(_ json: [UInt8], _ written: String) throws(ExplainerError) -> String {
    do {
      return try JSONValue(parsing: json).string ?? ""
    } catch {
      throw ExplainerError(
        .badParameter, "a text in quotes cannot be read: \(error.message)",
        expected: #"escapes as in JSON: \" \\ \n"#,
        found: written.cut(toCharacters: 40))
    }
  }

  /// A finite number such as `-1`, `0.5` or `1e-3`; nil, and nothing read, where there is none.
  mutating func number() -> Float? {
    let start = offset
    _ = skip("-")
    digits()
    if skip(".") { digits() }
    let mantissa = offset
    if skip("e") || skip("E") {
      if !skip("-") { _ = skip("+") }
      let exponent = offset
      digits()
      // An `e` without digits behind it belongs to what follows.
      if offset == exponent { offset = mantissa }
    }
    guard let value = Float(text(from: start)), value.isFinite else {
      offset = start
      return nil
    }
    return value
  }

  /// A whole number, with a minus at most in front; nil, and nothing read, where there is none.
  mutating func integer() -> Int? {
    let start = offset
    _ = skip("-")
    digits()
    guard let value = Int(text(from: start)) else {
      offset = start
      return nil
    }
    return value
  }

  private mutating func digits() {
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
  }
}

extension String {
  /// The text, or its first `limit` characters and an ellipsis.
  func cut(toCharacters limit: Int) -> String { count > limit ? prefix(limit) + "…" : self }

  /// The text in quotes, as `TextScanner.quoted` reads it.
  var quoted: String { JSONValue.string(self).text() }
}

extension Float {
  /// The number with the fewest digits that read back as it, without `.0`.
  var short: String {
    let text = description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
