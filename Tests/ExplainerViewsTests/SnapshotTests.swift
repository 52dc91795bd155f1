import ExplainerCore
import ExplainerTestSupport
import ExplainerViews
import Testing

/// What the renderers make of a small document, word for word.
///
/// `make record` writes the files anew; look at the difference before committing it.
struct SnapshotTests {
  private func expect(_ text: String, named name: String) throws {
    try Snapshot.check(text, file: "\(Fixtures.packageRoot)/Tests/ExplainerViewsTests/Snapshots/\(name)")
  }

  @Test(arguments: [
    ("terminal-plain-72", TerminalStyle(width: 72, showsDetails: true)),
    ("terminal-plain-40", TerminalStyle(width: 40)),
    ("terminal-256-light", TerminalStyle(width: 72, colour: .ansi256, ground: .light)),
    ("terminal-true-dark", TerminalStyle(width: 72, colour: .trueColour, ground: .dark)),
  ])
  func terminal(_ name: String, _ style: TerminalStyle) throws {
    let text = TerminalRenderer(style: style).render(SampleFigures.document())
    // Escape sequences are written out, so that the file can be read and compared anywhere.
    try expect(text.replacing("\u{1B}", with: "␛"), named: "\(name).txt")
  }

  @Test func svg() throws {
    try expect(SVGRenderer().render(SampleFigures.document()), named: "document.svg")
  }

  /// The page's own part; style sheet, script and data have tests of their own.
  @Test func html() throws {
    let page = HTMLRenderer().render(SampleFigures.document())
    let start = try #require(page.range(of: "<body>")).lowerBound
    let end = try #require(page.range(of: "<script")).lowerBound
    try expect(String(page[start..<end]), named: "page.html.txt")
  }
}

extension String {
  /// The first place of `text`.
  func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}
