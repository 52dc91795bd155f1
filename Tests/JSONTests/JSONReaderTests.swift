import Diagnostics
import Testing

@testable import JSON

/// One reader for all JSON objects: what is wrong, where, what was expected and what was found.
@Suite struct JSONReaderTests {
  private func failure(_ text: String, _ read: (JSONReader) throws -> Void) throws -> JSONReadingError? {
    let reader = try JSONReader(JSONValue(parsing: text))
    do {
      try read(reader)
      return nil
    } catch { return try #require(error as? JSONReadingError) }
  }

  /// Whatever is read, a member of another kind is named with its kind and the right one.
  @Test(arguments: ["null", "1", "1.5", "true", "\"\"", "\"a\"", "[]", "[1]", "{}"]) func kinds(
    _ value: String
  ) throws {
    let readers: [(String, [String], (JSONReader) throws -> Void)] = [
      ("a string", ["\"\"", "\"a\""], { _ = try $0.string("k") }),
      ("a whole number", ["1"], { _ = try $0.int("k") }),
      ("a number", ["1", "1.5"], { _ = try $0.optionalNumber("k") }),
      ("true or false", ["true"], { _ = try $0.flag("k") }),
      ("true or false", ["true"], { _ = try $0.bool("k") }),
      ("an array", ["[]", "[1]"], { _ = try $0.array("k") }),
      ("an object", ["{}"], { _ = try $0.member("k", "an object", \.object) }),
    ]
    for (expected, legal, read) in readers {
      let found = try failure("{\"k\": \(value)}", read)
      if legal.contains(value) {
        #expect(found == nil)
      } else {
        let kind = try JSONValue(parsing: value).kindName
        #expect(found?.reason == "'k' is \(kind), expected \(expected)" && found?.path == ["k"])
        #expect(found?.expected == expected && found?.found == kind)
      }
    }
  }

  /// The way leads through members and elements, however deep; nobody carries it along.
  @Test func ways() throws {
    func inner(_ json: JSONValue) throws(JSONReadingError) -> [[String]] {
      try JSONReader(json).member("rows") { rows throws(JSONReadingError) in
        try (rows.array ?? []).read { row throws(JSONReadingError) in try JSONReader(row).strings("words") }
      }
    }
    let text = #"{"figures": [{"rows": []}, {"rows": [{}, {"words": ["a", 1]}]}]}"#
    let error = try failure(text) { _ = try $0.elements("figures", inner) }
    #expect(error?.path == ["figures", "1", "rows", "1", "words", "1"])
    #expect(
      error?.inValue("thing", code: .badData)
        == ExplainerError(
          .badData, "malformed thing", at: ["figures[1].rows[1].words[1]"], expected: "a string",
          found: "a whole number"))
    #expect(error.map { JSONPointer($0.path).error(in: Array(text.utf8), message: $0.reason).column } == 58)
  }

  /// A member that is not there is missing where it has to be, and nothing where it need not; null counts as not there
  /// only where the reader says so.
  @Test(arguments: ["{}", #"{"k": null}"#]) func absent(_ text: String) throws {
    let lenient = try JSONReader(JSONValue(parsing: text), nullIsAbsent: true)
    #expect(
      try lenient.optionalString("k") == nil && lenient.strings("k") == [] && lenient.flag("k") == false)
    #expect(try lenient.optionalInts("k") == nil && lenient.optionalNumber("k") == nil)
    let missing = #expect(throws: JSONReadingError.self) { try lenient.int("k") }
    #expect(missing?.missing == "k" && missing?.path == [] && missing?.reason == "'k' is missing")
    try lenient.refuseOthers(than: [])
    let found = try failure(text) { _ = try $0.optionalString("k") }
    #expect(found?.reason == (text == "{}" ? nil : "'k' is null, expected a string"))
  }

  /// Members that nobody reads are refused, with the nearest that somebody does; not in a text newer than the reader.
  @Test func others() throws {
    let text = #"{"schema": "a/1.3", "nmae": 1}"#
    let found = try failure(text) { try $0.refuseOthers(than: ["schema", "name"]) }
    #expect(
      found?.reason == "there is no member 'nmae' here; did you mean 'name'?" && found?.path == ["nmae"])
    let json = try JSONValue(parsing: text)
    #expect(
      try failure(text) { try $0.refuseOthers(than: ["schema"], schema: FormatVersion(json, known: "a/1")) }
        == nil)
    #expect(
      try failure(text) { try $0.refuseOthers(than: ["schema"], schema: FormatVersion(json, known: "a/1.3")) }
        != nil)
  }

  /// A text is of a format where its first number is ours; members we do not know are passed over where the second is
  /// above ours.
  @Test(
    arguments: [
      ("a/1.1", false), ("a/1", false), ("a/1.2", true), ("a/1.10", true), ("a/2", nil), ("a/2.1", nil),
      ("b/1", nil), ("a/1.x", nil), ("a/1.1.1", nil), ("a/1.", nil), ("", nil),
    ] as [(String, Bool?)])
  func versions(_ schema: String, _ isNewer: Bool?) {
    #expect(FormatVersion(["schema": .string(schema)], known: "a/1.1")?.isNewer == isNewer)
  }
}
