import JSON
import Testing

@testable import explainer

@Suite struct TerminalFilterTests {
  /// Control characters become question marks, text in any script stays, wherever a read cuts it.
  @Test(arguments: [
    ("plain\ttext\r\n", "plain\ttext\r\n"), ("\u{1B}[2Jgone\u{7}", "?[2Jgone?"), ("a\u{9B}31mb", "a?31mb"),
    ("à la carte £ é ü", "à la carte £ é ü"), ("日本 👩‍👧", "日本 👩‍👧"), ("\u{7F}\u{0}", "??"),
  ]) func controls(_ text: String, _ expected: String) {
    for piece in 1...5 {
      var filter = TerminalFilter()
      let bytes = Array(text.utf8)
      var shown: [UInt8] = []
      for start in stride(from: 0, to: bytes.count, by: piece) {
        shown += filter.visible(Array(bytes[start..<min(start + piece, bytes.count)]))
      }
      #expect(String(decoding: shown, as: UTF8.self) == expected)
    }
  }

  /// JSON on a terminal says the same and is JSON, without a character that could steer it or turn others around.
  @Test(arguments: [
    ("[\"a\u{9B}31m\u{7F}b\"]", #"["a\u009b31m\u007fb"]"#),
    ("{\"\u{202E}k\": \"\u{2066}\u{200F}\u{61C}\"}\n", "{\"\\u202ek\": \"\\u2066\\u200f\\u061c\"}\n"),
    ("{\n  \"é日本😀×\": 1\n}", "{\n  \"é日本😀×\": 1\n}"), ("[\"\u{A0}\u{2028}\"]", "[\"\u{A0}\u{2028}\"]"),
  ]) func json(_ text: String, _ expected: String) throws {
    let shown = TerminalFilter.escapingJSON(Array(text.utf8))
    #expect(String(decoding: shown, as: UTF8.self) == expected)
    #expect(try JSONValue(parsing: shown) == (try JSONValue(parsing: text)))
    #expect(TerminalFilter.keepingStyles(shown) == shown)
  }

  /// On a terminal the program's own colours and ends of lines stay; every other sequence, C1 control and mark that turns
  /// characters around becomes a question mark, whoever wrote it.
  @Test(arguments: [
    ("\u{1B}[1;38;2;1;20;255mred\u{1B}[0m", "\u{1B}[1;38;2;1;20;255mred\u{1B}[0m"),
    ("\r\u{1B}[K50 %", "\r\u{1B}[K50 %"), ("\u{1B}[48;5;12m \u{1B}[0m", "\u{1B}[48;5;12m \u{1B}[0m"),
    ("\u{1B}[8mhidden", "?[8mhidden"), ("\u{1B}[38;5;999m", "?[38;5;999m"), ("\u{1B}[38;2;1m", "?[38;2;1m"),
    ("\u{1B}[2J", "?[2J"), ("\u{1B}]0;title\u{7}", "?]0;title?"), ("\u{1B}", "?"), ("\u{1B}[", "?["),
    ("\u{1B}[1", "?[1"), ("\u{9B}31mb", "?31mb"), ("a\u{202E}b\u{2066}c", "a?b?c"), ("\u{8}\u{7F}", "??"),
    ("日本 👩‍👧 é £\tא\u{200F}\n", "日本 👩‍👧 é £\tא\u{200F}\n"),
  ]) func styles(_ text: String, _ expected: String) {
    #expect(String(decoding: TerminalFilter.keepingStyles(Array(text.utf8)), as: UTF8.self) == expected)
  }
}
