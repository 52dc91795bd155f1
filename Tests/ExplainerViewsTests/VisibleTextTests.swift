import ExplainerCore
import Testing

@testable import ExplainerViews

/// What cannot be seen is shown, and nothing in a label can steer a terminal or a page.
struct VisibleTextTests {
  @Test(arguments: [
    (" city", "·city"), ("  a b ", "··a b·"), ("\n", "↵"), ("\r\n", "␍↵"), ("\t", "⇥"), ("", "∅"), (" ", "·"),
    ("\u{1B}[31m", "␛[31m"), ("\u{0}", "␀"), ("\u{7F}", "␡"), ("\u{9B}31m", "⟨9b⟩31m"),
    ("\u{202E}x", "⟨202e⟩x"),
    ("\u{200D}", "⟨200d⟩"), ("👩‍👧", "👩‍👧"), ("\u{301}x", "◌\u{301}x"), ("e\u{301}", "e\u{301}"),
    ("\u{2028}", "⟨2028⟩"), ("\u{FEFF}", "⟨feff⟩"), ("\u{A0}", "⍽"), ("\u{FFFF}", "⟨ffff⟩"),
    ("⟨e2 80⟩", "⟨e2 80⟩"),
    ("\u{E0041}", "⟨e0041⟩"), ("東京", "東京"), ("ing", "ing"),
  ])
  func tokens(_ text: String, _ shown: String) {
    #expect(VisibleText(Label(text, isToken: true)).text == shown)
  }

  /// Words that are no token keep their spaces.
  @Test func words() {
    #expect(VisibleText(Label(" a ")).text == " a ")
    #expect(VisibleText(Label("a\nb")).text == "a↵b")
    #expect(VisibleText(Label("")).text == "")
  }

  /// Marks are apart from the text, so that they can be faint.
  @Test func marks() {
    let runs = VisibleText(Label(" a\n", isToken: true)).runs
    #expect(runs.map(\.text) == ["·", "a", "↵"])
    #expect(runs.map(\.isMark) == [true, false, true])
  }

  @Test func truncation() {
    let text = VisibleText(Label(" supercalifragilistic", isToken: true))
    #expect(text.truncated(to: 8).text == "·superc…")
    #expect(text.truncated(to: 1).text == "…")
    #expect(text.truncated(to: 100) == text)
  }
}
