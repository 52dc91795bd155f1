import JSON
import Testing

@Suite struct JSONPointerTests {
  /// The examples of RFC 6901, section 5, as far as its document has them, and what leads nowhere.
  @Test(arguments: [
    ("/foo/0", "\"bar\""), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/k\"l", "6"), ("/ ", "7"),
    ("/m~0n", "8"),
    ("/foo", "[\"bar\",\"baz\"]"),
  ])
  func examples(_ pointer: String, _ expected: String) throws {
    let document = try JSONValue(
      parsing: #"{"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "k\"l": 6, " ": 7, "m~n": 8}"#)
    #expect(document[pointer: pointer] == (try JSONValue(parsing: expected)))
    #expect(document[pointer: ""] == document)
    for nowhere in ["/foo/2", "/foo/-1", "/bar", "foo", "/foo/0/x"] {
      #expect(document[pointer: nowhere] == nil)
    }
  }

  /// A slash parts two steps whatever follows it, a mark that combines with it too.
  @Test func marks() {
    #expect(JSONPointer("/\u{338}/a\u{301}/\u{301}")?.steps == ["\u{338}", "a\u{301}", "\u{301}"])
    #expect(JSONPointer("\u{338}/a") == nil)
  }

  /// A pointer finds the line and column of its value, or of the last value on the way that is there.
  @Test(arguments: [
    (["plugins", "1", "sha256"], 4, 17), (["plugins", "1", "symbol"], 4, 4), (["plugins", "0"], 3, 4),
    (["schema"], 1, 1), ([], 1, 1),
  ])
  func places(_ steps: [String], _ line: Int, _ column: Int) {
    let text = "{ \"x\": 1,\n  \"plugins\": [\n   {\"y\": [{}]},\n   { \"sha256\":  \"abc\" } ] }"
    let error = JSONPointer(steps).error(in: Array(text.utf8), message: "odd")
    #expect((error.line, error.column) == (line, column))
    #expect(error.message == "odd" && !error.isSyntactic)
  }
}
