extension JSONScanner {
  /// How deeply arrays and objects may be nested; deeper texts are refused instead of exhausting the stack.
  static let maximumDepth = 512

  /// Reads any value.
  public mutating func value(depth: Int = 0) throws(JSONError) -> JSONValue {
    guard depth < Self.maximumDepth else { throw fail("nested more than \(Self.maximumDepth) deep") }
    switch try peek() {
    case UInt8(ascii: "{"):
      try beginObject()
      var members: [(String, JSONValue)] = []
      var first = true
      while let key = try nextMember(first: &first) { members.append((key, try value(depth: depth + 1))) }
      return .object(JSONObject(members))
    case UInt8(ascii: "["):
      try beginArray()
      var elements: [JSONValue] = []
      var first = true
      while try nextElement(first: &first) { elements.append(try value(depth: depth + 1)) }
      return .array(elements)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    default: return try number()
    }
  }

  /// Passes over any value, checking its form but building nothing.
  public mutating func skipValue(depth: Int = 0) throws(JSONError) {
    guard depth < Self.maximumDepth else { throw fail("nested more than \(Self.maximumDepth) deep") }
    switch try peek() {
    case UInt8(ascii: "{"):
      try beginObject()
      var first = true
      while try nextMember(first: &first) != nil { try skipValue(depth: depth + 1) }
    case UInt8(ascii: "["):
      try beginArray()
      var first = true
      while try nextElement(first: &first) { try skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try stringBytes()
    default: _ = try value(depth: depth)
    }
  }

  /// Reads a whole number.
  public mutating func integer() throws(JSONError) -> Int {
    if let value = try shortInteger() { return value }
    let start = offset
    guard let value = try value().int else {
      offset = start
      throw fail("expected a whole number")
    }
    return value
  }

  /// A whole number of at most 18 digits without sign, fraction or exponent: the numbers lists of ids are
  /// made of.
  private mutating func shortInteger() throws(JSONError) -> Int? {
    _ = try peek()
    let count = bytes.count
    var end = offset
    var value = 0
    var digit = bytes[end] &- 0x30
    while digit < 10 {
      value = value &* 10 &+ Int(digit)
      end += 1
      guard end < count else { break }
      digit = bytes[end] &- 0x30
    }
    // Behind the digits: neither more number (`.`, `e`, `E`, less 0x30) nor more digits than fit, nor a
    // leading zero.
    guard end > offset, end - offset <= 18, digit != 0xFE, digit | 0x20 != 0x35,
      bytes[offset] != 0x30 || end == offset + 1
    else { return nil }
    offset = end
    return value
  }

  private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let text = Array(word.description.utf8)
    guard bytes[offset...].starts(with: text) else { throw fail("expected a value") }
    offset += text.count
    return value
  }

  /// Passes over one of the numbers that JSON does not have and Python writes.
  private mutating func notFinite() -> Double? {
    for (word, value) in [("NaN", Double.nan), ("Infinity", .infinity), ("-Infinity", -.infinity)]
    where bytes[offset...].starts(with: word.utf8) {
      offset += word.utf8.count
      return value
    }
    return nil
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = offset
    var isWhole = true
    func byte() -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }
    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    if byte() == UInt8(ascii: "-") { offset += 1 }
    guard isDigit(byte()) else {
      offset = start
      if dialect == .python, let value = notFinite() { return .number(value) }
      throw fail("expected a value")
    }
    let leadingZero = byte() == 0x30
    let firstDigit = offset
    while isDigit(byte()) { offset += 1 }
    if leadingZero && offset > firstDigit + 1 { throw fail("a number may not start with 0") }
    if byte() == UInt8(ascii: ".") {
      isWhole = false
      offset += 1
      guard isDigit(byte()) else { throw fail("expected a digit after '.'") }
      while isDigit(byte()) { offset += 1 }
    }
    if byte() | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      offset += 1
      if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { offset += 1 }
      guard isDigit(byte()) else { throw fail("expected a digit in the exponent") }
      while isDigit(byte()) { offset += 1 }
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isWhole, let whole = Int(text) { return .integer(whole) }
    guard let value = Double(text) else { throw fail("not a number: \(text)") }
    // Python reads such a number as infinity, and so do those who read what Python wrote.
    guard value.isFinite || dialect == .python else {
      offset = start
      throw reject("the number is too large: \(text.prefix(40))")
    }
    return .number(value)
  }
}
