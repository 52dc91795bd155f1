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
}
