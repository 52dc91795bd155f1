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
