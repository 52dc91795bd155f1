import Diagnostics
import Testing

@testable import JSON

/// The pull scanner.
struct JSONScannerTests {
  /// Strings read into a buffer are those read as values, for every escape, length and position in the text.
  @Test(arguments: [
    "", "a", "abcdefg", "abcdefgh", "abcdefghi", "Ġcity", "世界", #"\""#, #"\\"#, #"a\/b\b\f\n\r\t"#,
    #"\u0041\u0120\u4e2d"#,
    #"\ud83d\ude00"#, #"1234567\ud83d\ude00\ud83d\ude01"#, #"\ud7ff\ue000"#, #"1234567\n"#,
    #"12345678\n9"#,
    "12345678901234567890123456789012", #"1234567890123456789\u00e9x"#,
  ])
  func bulkStringsEqualStrings(content: String) throws {
    for padding in [0, 1, 7, 8, 20] {
      let text = Array((#" ""# + content + "\"" + String(repeating: " ", count: padding)).utf8)
      var plain = JSONScanner(text)
      let expected = try plain.string()
      var bulk = JSONScanner(text)
      var buffer: [UInt8] = [0x78, 0x79]
      let count = try bulk.string(into: &buffer, at: 1)
      #expect(buffer[0] == 0x78)
      #expect(String(decoding: buffer[1..<1 + count], as: UTF8.self) == expected)
      #expect(bulk.offset == plain.offset)
      try bulk.expectEnd()
    }
  }

  /// What is wrong for one way of reading a string is wrong for the other, with the same message.
  @Test(arguments: [
    "", "x", "\"", "\"abc", "\"abcdefghijkl", #""a\"#, #""\x""#, #""\u12g4""#, #""\u12"#, "\"a\u{1}b\"",
    "\"abcdefghi\nj\"", "12", #""\ud83d""#, #""ab\ud83dx""#, #""\ude00\ud83d""#, #""\ud83d\u0041""#,
    #""\udfff""#, #""\ud83d\ud83d\ude00""#,
  ])
  func bulkStringsFailAlike(text: String) {
    var plain = JSONScanner(Array(text.utf8))
    var bulk = plain
    let expected = #expect(throws: JSONError.self) { _ = try plain.string() }
    let found = #expect(throws: JSONError.self) {
      var buffer: [UInt8] = []
      _ = try bulk.string(into: &buffer, at: 0)
    }
    #expect(expected?.message == found?.message)
  }

  /// Half a character is refused where it stands, by what only passes over it too, in either dialect: no text holds it,
  /// and another in its place would be a change that nobody is told of.
  @Test(arguments: [JSONDialect.strict, .python]) func halfCharacters(_ dialect: JSONDialect) {
    let text = Array(#"{"a": 1, "b": ["x\ud800y"]}"#.utf8)
    let error = #expect(throws: JSONError.self) { _ = try JSONValue(parsing: text, dialect: dialect) }
    #expect(error?.message == #"a string has half a character, \ud800 without its other half"#)
    #expect(error?.column == 18 && error?.isSyntactic == false)
    #expect(throws: JSONError.self) {
      var scanner = JSONScanner(text, dialect: dialect)
      try scanner.skipValue()
    }
  }

  /// A walk over an object key by key, as readers of vocabularies do it.
  @Test func walksByKeys() throws {
    var scanner = JSONScanner(Array(#" { "a" : 1 , "\u0062c":2, "d": 3 } "#.utf8))
    var buffer: [UInt8] = []
    var first = true
    var found: [String] = []
    try scanner.beginObject()
    while try scanner.nextKey(first: &first) {
      let count = try scanner.string(into: &buffer, at: 0)
      try scanner.expectColon()
      let start = scanner.offset
      let value = try scanner.integer()
      let end = scanner.offset
      scanner.move(to: start)
      try scanner.skipValue()
      #expect(scanner.offset == end)
      found.append(String(decoding: buffer[..<count], as: UTF8.self) + "\(value)")
    }
    try scanner.expectEnd()
    #expect(found == ["a1", "bc2", "d3"])
  }

  /// Whole numbers, in all the spellings JSON has for them, and what is none.
  @Test(arguments: [
    ("0", 0), ("7", 7), ("-7", -7), ("50256", 50256), ("999999999999999999", 999_999_999_999_999_999),
    ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min), ("2.0", 2), ("1e3", 1000),
    ("1E3", 1000),
    (" 5", 5), ("01", nil), ("1.5", nil), ("1e300", nil), ("-", nil), ("", nil), ("x", nil), ("\"1\"", nil),
    ("1e", nil), ("1.", nil),
  ])
  func readsIntegers(text: String, expected: Int?) {
    for tail in ["", ",", "]", " "] {
      var scanner = JSONScanner(Array((text + tail).utf8))
      let found = try? scanner.integer()
      #expect(found == expected)
      if expected != nil { #expect(scanner.offset == text.utf8.count) }
    }
  }

  /// Errors say where: line and column count from 1, columns in bytes.
  @Test(arguments: [
    ("{\"a\": 1,\n  \"b\": }", 2, 8), ("[1, 2", 1, 6), ("[1,]", 1, 4), ("[1 2]", 1, 4), ("{\"a\" 1}", 1, 6),
    ("[tru]", 1, 2),
    ("\u{FEFF}x", 1, 4), ("{\"é\": x}", 1, 8), ("[] []", 1, 4),
  ])
  func errorsHavePlaces(text: String, line: Int, column: Int) {
    let error = #expect(throws: JSONError.self) { _ = try JSONValue(parsing: text) }
    #expect(error?.line == line)
    #expect(error?.column == column)
  }

  /// Python's json module writes numbers that are none, and reads them; JSON does not have them, in any spelling.
  @Test(arguments: ["NaN", "Infinity", "-Infinity"]) func numbersOfPython(word: String) throws {
    let text = Array("{\"a\": [1, \(word)], \"b\": \(word) }".utf8)
    #expect(throws: JSONError.self) { _ = try JSONValue(parsing: text) }
    let value = try JSONValue(parsing: text, dialect: .python)
    let expected = word == "NaN" ? nil : word.hasPrefix("-") ? -Double.infinity : .infinity
    for number in [value["a"]?[1]?.double, value["b"]?.double] {
      let number = try #require(number)
      #expect(expected.map { $0 == number } ?? number.isNaN)
    }
    var scanner = JSONScanner(Array(word.utf8), dialect: .python)
    try scanner.skipValue()
    try scanner.expectEnd()
  }

  /// Nothing else is a number for that.
  @Test(arguments: [
    "nan", "NAN", "-NaN", "+Infinity", "Inf", "infinity", "- Infinity", "Infinit", "NaN1", "Infinityx",
  ])
  func notEvenOfPython(word: String) {
    #expect(throws: JSONError.self) { _ = try JSONValue(parsing: Array(word.utf8), dialect: .python) }
  }

  /// What a reader refuses is not called bad JSON.
  @Test func refusalsAreNotSyntax() {
    let scanner = JSONScanner(Array("[1,\n2]".utf8))
    let error = scanner.reject("too many", at: 4).inFile("x.json")
    #expect(error.message == "too many" && error.location == ["x.json:2:1"])
    #expect(scanner.fail("odd").inFile("x.json").message == "not valid JSON: odd")
  }
}
