import Diagnostics
import ExplainerTestSupport
import Files
import Glibc
import Testing
@testable import PluginRegistry

/// YAML is read as it was with Yams 6.2.2.
///
/// The same values, places and words, for texts that people write and for those that nobody should; values and places here are what that reader gave.
@Suite struct YAMLReaderTests {
  private static let reader = Installation(executable: BuildProducts.executable, environment: [:]).yamlReader

  /// Nesting that would exhaust the stack is refused with its place, in every form it can have.
  @Test(arguments: ["[", "{a: ", "- ", "? "]) func deep(_ opening: String) throws {
    for count in [100, 20_000] {
      let text = try Self.read(Array(String(repeating: opening, count: count).utf8))
      #expect(text.contains("nested more than 64 deep"), "\(text.prefix(200))")
    }
  }

  /// Aliases do not multiply a text without end.
  @Test func aliases() throws {
    let long = String(repeating: "a", count: 1 << 20)
    let text = "a: &a \(long)\nb: [\(Array(repeating: "*a", count: 200).joined(separator: ", "))]\n"
    #expect(try Self.read(Array(text.utf8)).contains("more than 128 MiB of text, aliases written out"))
  }

  /// Whoever else ends the reader is not said to be the script.
  @Test func ended() throws {
    let folder = TemporaryFolder()
    let path = folder.write("#!/bin/sh\nkill -s KILL $$\n", to: "reader")
    #expect(chmod(path, 0o755) == 0)
    let error = #expect(throws: ExplainerError.self) { try ChildProgram.output(of: path, input: []) }
    #expect(error?.code == .limitReached && error?.message.hasPrefix("was ended by another program") == true)
  }

  private static func read(_ text: [UInt8]) throws -> String {
    let output = try #require(try ChildProgram.output(of: reader, input: text))
    return String(decoding: output, as: UTF8.self)
  }

  /// Plain words follow YAML 1.2's core schema, and numbers are those that JSON can say.
  @Test(arguments: [
    ("yes", #""yes""#), ("no", #""no""#), ("on", #""on""#), ("Off", #""Off""#), ("y", #""y""#),
    ("true", "true"), ("True", "true"), ("FALSE", "false"), ("tRue", #""tRue""#),
    ("null", "null"), ("~", "null"), ("NULL", "null"), ("nUll", #""nUll""#),
    ("010", "10"), ("0o17", "15"), ("0o8", #""0o8""#), ("0x1F", "31"), ("-0x1", #""-0x1""#),
    ("0b101", #""0b101""#),
    ("1_000", #""1_000""#), ("1:30", #""1:30""#), ("+1", "1"), ("-1", "-1"), ("1.5e3", "1500.0"),
    ("1e400", #""1e400""#),
    (".inf", #"".inf""#), (".nan", #"".nan""#), ("9223372036854775808", "9.223372036854776e+18"),
    ("2001-12-14", #""2001-12-14""#), ("2001-12-14t21:59:43.10-05:00", #""2001-12-14t21:59:43.10-05:00""#),
    ("'12'", #""12""#), (#""\u00e9\x41""#, #""éA""#), ("'it''s'", #""it's""#), ("! 12", "12"),
    ("!foo bar", #""bar""#),
  ]) func plainWords(text: String, value: String) throws {
    #expect(try Self.read(Array(text.utf8)) == #"{"value":\#(value),"marks":[1,1]}"#)
  }

  /// Lists and maps with all their places; aliases stand for what they name, merges give way to what is written.
  @Test(arguments: [
    (
      "a: 1\nb: [x, {c: d}]",
      #"{"value":{"a":1,"b":["x",{"c":"d"}]},"marks":[1,1,[[1,1,[1,4]],[2,1,[2,4,[[2,5],[2,8,[[2,9,[2,12]]]]]]]]]}"#
    ),
    ("é: ü\nñ: \"💡\"", #"{"value":{"é":"ü","ñ":"💡"},"marks":[1,1,[[1,1,[1,4]],[2,1,[2,4]]]]}"#),
    (
      "a: |\n  x\n  y\nb: >-\n  x\n  y",
      #"{"value":{"a":"x\ny\n","b":"x y"},"marks":[1,1,[[1,1,[1,4]],[4,1,[4,4]]]]}"#
    ),
    (
      "a: &x [1]\nb: *x",
      #"{"value":{"a":[1],"b":[1]},"marks":[1,1,[[1,1,[1,4,[[1,8]]]],[2,1,[1,4,[[1,8]]]]]]}"#
    ),
    (
      "a: &x 1\nb: &x 2\nc: *x",
      #"{"value":{"a":1,"b":2,"c":2},"marks":[1,1,[[1,1,[1,4]],[2,1,[2,4]],[3,1,[2,4]]]]}"#
    ),
    (
      "a: &a {x: 1}\nc:\n  <<: *a\n  x: 3",
      #"{"value":{"a":{"x":1},"c":{"x":3}},"marks":[1,1,[[1,1,[1,4,[[1,8,[1,11]]]]],[2,1,[3,3,[[4,3,[4,6]]]]]]]}"#
    ),
    (
      "c: {<<: [{a: 1}, {a: 2, b: 3}]}",
      #"{"value":{"c":{"a":1,"b":3}},"marks":[1,1,[[1,1,[1,4,[[1,11,[1,14]],[1,25,[1,28]]]]]]]}"#
    ),
    ("a: 1\n!x a: 2", #"{"value":{"a":2},"marks":[1,1,[[1,1,[1,4]],[2,1,[2,7]]]]}"#),
    ("", #"{"error":{"message":"the text is empty","line":1,"column":1}}"#),
    ("# nothing", #"{"error":{"message":"the text is empty","line":1,"column":1}}"#),
  ]) func trees(text: String, tree: String) throws {
    #expect(try Self.read(Array(text.utf8)) == tree)
  }

  /// What is wrong is said with its line and column, counted in characters.
  @Test(arguments: [
    ("", 1, 1, "the text is empty"),
    ("# nothing", 1, 1, "the text is empty"),
    ("a: b: c", 1, 5, "mapping values are not allowed in this context"),
    ("a: [b\nc: d", 2, 2, "did not find expected ',' or ']', while parsing a flow sequence"),
    ("é: 'x", 1, 6, "found unexpected end of stream, while scanning a quoted scalar"),
    (#"a: "\q""#, 1, 5, "found unknown escape character, while parsing a quoted scalar"),
    ("a:\n\tb: 1", 2, 1, "found character that cannot start any token, while scanning for the next token"),
    ("a: !foo!bar x", 1, 4, "found undefined tag handle, while parsing a node"),
    ("--- a\n--- b", 2, 1, "but found another document, expected a single document in the stream"),
    ("b: 1\na: 1\nb: 2\na: 2", 2, 1, "the key 'a' stands twice in one map"),
    ("\"é\": 1\né: 2", 1, 1, "the key 'é' stands twice in one map"),
    ("a: *x", 1, 4, "found undefined alias"), ("a: &a [*a]", 1, 8, "found undefined alias"),
    ("? [a]\n: 1", 1, 3, "a key that is not a text"),
    ("c: {<<: 1}", 1, 9, "'<<' merges a map or a list of maps"),
    // Here Yams gave the first line and column, and the true ones within the message.
    ("é: x\ny: é\u{7}", 2, 5, "control characters are not allowed"),
  ]) func faults(text: String, line: Int, column: Int, message: String) throws {
    #expect(
      try Self.read(Array(text.utf8))
        == #"{"error":{"message":"\#(message)","line":\#(line),"column":\#(column)}}"#)
  }

  /// What is made to bring a reader down is refused, depth as well as aliases that stand for more than fits anywhere.
  @Test func attacks() throws {
    let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
    #expect(try Self.read(Array(deep.utf8)).hasPrefix(#"{"value":[[[["#))
    #expect(
      try Self.read(Array("[\(deep)]".utf8))
        == #"{"error":{"message":"nested more than 64 deep","line":1,"column":66}}"#)
    let laughs = (1...8).map {
      "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ", "))]"
    }
    let text = (["a0: &a0 x"] + laughs).joined(separator: "\n")
    #expect(try Self.read(Array(text.utf8)).contains("more than 2000000 values, aliases written out"))
    #expect(try Self.read([0x61, 0xFF]).contains("the text is not UTF-8"))
  }
}
