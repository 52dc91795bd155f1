import ExplainerCore
import JSON
import Testing

@testable import ExplainerViews

/// A page is one file that asks for nothing, and carries its document unharmed.
struct HTMLRendererTests {
  static let evil = "</script><!--<script>\u{2028}\u{2029}&amp;\u{0}\u{1B}"

  private func data(_ page: String, _ id: String) throws -> String {
    let start = try #require(page.range(of: "<script type=\"application/json\" id=\"\(id)\">")).upperBound
    return String(page[start..<(try #require(page[start...].firstRange(of: "</script>")).lowerBound)])
  }

  /// The embedded document is the document, whatever its texts and tokens are.
  @Test func embedding() throws {
    var figures = SampleFigures.all
    figures.append(
      Figure(title: Self.evil, caption: Self.evil, details: Self.evil, content: .text(Self.evil)))
    let document = SampleFigures.document(figures, text: Self.evil)
    let page = HTMLRenderer().render(document)
    let text = try data(page, "document")
    for character in ["<", ">", "&", "\u{2028}", "\u{2029}"] { #expect(!text.contains(character)) }
    #expect(try JSONValue(parsing: text) == document.json())
    #expect(page.components(of: "</script>") == 4)
    #expect(!page.contains("<!--"))
    #expect(!page.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  /// The policy stands before anything it has to hold for, and allows no request.
  @Test func policy() throws {
    let page = HTMLRenderer().render(SampleFigures.document())
    let policy = try #require(page.range(of: "default-src 'none'")).lowerBound
    #expect(policy < (try #require(page.range(of: "<style>")).lowerBound))
    for word in ["http:", "https:", "connect-src", "@import", "url("] {
      #expect(!page.replacing("http://www.w3.org/2000/svg", with: "").contains(word), "\(word)")
    }
  }

  /// Up to 4,000 cells are elements; more are drawn on a canvas of the size they need.
  @Test func largeMatrix() {
    func page(_ rows: Int) -> String {
      let matrix = MatrixFigure(
        rowTitle: "r", rows: (0..<rows).map { Label("\($0)") }, columnTitle: "c",
        columns: (0..<40).map { Label("\($0)") },
        values: Array(repeating: Array(repeating: 0.5, count: 40), count: rows), style: .percent,
        scale: ColourScale(.magnitude, quantity: "p"))
      return HTMLRenderer().render(SampleFigures.document([Figure(title: "t", content: .matrix(matrix))]))
    }
    #expect(!page(100).contains("<canvas"))
    #expect(page(100).contains("role=\"gridcell\""))
    #expect(page(101).contains("<canvas"))
  }

  /// A figure that is malformed is refused by name and does not harm the page.
  @Test func malformed() {
    let ragged = MatrixFigure(
      rowTitle: "r", rows: [Label("0")], columnTitle: "c", columns: [Label("0")], values: [[1, 2]],
      style: .integer,
      scale: ColourScale(.rank, quantity: ""))
    let figure = Figure(title: "Ragged", content: .matrix(ragged))
    let page = HTMLRenderer().render(SampleFigures.document([figure]))
    #expect(page.contains("cannot be drawn: figure &quot;Ragged&quot;: values[0]"))
  }
}

extension String {
  /// How often `text` occurs.
  func components(of text: String) -> Int { ranges(of: text).count }
}
