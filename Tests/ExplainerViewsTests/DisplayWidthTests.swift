import Testing

@testable import ExplainerViews

/// Columns are counted as terminals count them.
struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("東京", 4), ("한국어", 6), ("é", 1), ("e\u{301}", 1), ("\u{301}", 0), ("👍", 2), ("👩‍👩‍👧", 2),
    ("❤️", 2), ("🇩🇪", 2), ("مرحبا", 5), ("ไทย", 3), ("\u{200B}", 0), ("…", 1), ("█▏", 2), ("⟨e2 80⟩", 7),
    ("ａ", 2),
  ])
  func width(_ text: String, _ columns: Int) { #expect(DisplayWidth.of(text) == columns) }

  /// What is cut off never takes more room than there is, and says that it was cut.
  @Test(arguments: ["abcdef", "東京都", "a👍b👍c", "e\u{301}e\u{301}e\u{301}e\u{301}"], 0...6)
  func truncation(_ text: String, _ columns: Int) {
    let cut = DisplayWidth.truncate(text, to: columns)
    #expect(DisplayWidth.of(cut) <= columns)
    #expect(cut == text || columns == 0 || cut.hasSuffix("…"))
  }
}
