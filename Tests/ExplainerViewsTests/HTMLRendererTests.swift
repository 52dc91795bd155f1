import Digests
import Encodings
import ExplainerCore
import JSON
import Testing

@testable import ExplainerViews

/// A page is one file that asks for nothing, and carries its document unharmed.
struct HTMLRendererTests {
  static let evil = "</script><!--<script>\u{2028}\u{2029}&amp;\u{0}\u{1B}"

  private func data(_ page: String, _ id: String) throws -> String {
    let opening = "<script type=\"application/json\" id=\"\(id)\">"
    let start = try #require(page.firstRange(of: opening)).upperBound
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
    let policy = try #require(page.firstRange(of: "default-src 'none'")).lowerBound
    #expect(policy < (try #require(page.firstRange(of: "<style>")).lowerBound))
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

  // MARK: - Views of plugins

  static func view(_ module: String, data: JSONValue = ["evil": .string(evil)]) -> Figure {
    Figure(
      title: "View", content: .view(ViewFigure(module: module, data: data, fallback: [SampleFigures.table])))
  }

  private func page(_ figures: [Figure], _ modules: [ViewModule], isBuiltIn: Bool = true) -> String {
    var document = SampleFigures.document(figures)
    document.explanation.modules = modules
    document.isBuiltIn = isBuiltIn
    return HTMLRenderer().render(document)
  }

  /// A module stands in elements of its own, before the page's script, and nothing in it can end them; the embedded
  /// document has the view's data and not the module.
  @Test func module() throws {
    let script = "globalThis.marker = '</script><!--<script>'; // </SCRIPT >"
    let page = page(
      [Self.view("one")], [ViewModule(name: "one", script: script, style: "i{content:'</style><p>'}")])
    // The document, the palette, the drawings, the page, the module, and the line that keeps the page still.
    #expect(page.components(of: "</script") == 6)
    #expect(page.components(of: "</SCRIPT") == 0)
    #expect(page.contains(#"i{content:'<\/style><p>'}"#))
    #expect(!page.contains("<!--"))
    #expect(page.contains(#"globalThis.marker = '\x3C/script>\x3C!--\x3Cscript>'; // \x3C/SCRIPT >"#))
    let module = try #require(page.firstRange(of: "<script type=\"module\" data-module=\"one\">")).lowerBound
    let own = try #require(page.firstRange(of: "<script type=\"module\">")).lowerBound
    #expect(module < own)
    let document = try JSONValue(parsing: try data(page, "document"))
    #expect(document["figures"]?[0]?["data"]?["evil"]?.string == Self.evil)
    #expect(!(try data(page, "document")).contains("marker"))
  }

  /// What stands for the view is there as HTML, beside the place where the module will draw.
  @Test func fallback() {
    let page = page([Self.view("one")], [ViewModule(name: "one", script: "")])
    #expect(page.contains("<div class=\"mount\"></div>\n<div class=\"fallback\">\n<div class=\"part\""))
    #expect(page.contains("London"))
  }

  /// Modules that figures use are embedded once each, others not; a figure without its module has its fallback.
  @Test func usedModules() {
    let modules = ["one", "one", "two"].map { ViewModule(name: $0, script: "0") }
    let page = page([Self.view("one"), Self.view("one"), Self.view("lost")], modules)
    #expect(page.components(of: "data-module=\"one\"") == 2)
    #expect(!page.contains("data-module=\"two\"") && !page.contains("data-module=\"lost\""))
    #expect(page.components(of: "class=\"fallback\"") == 3)
    #expect(!self.page([SampleFigures.lens], modules).contains("data-module"))
  }

  /// A stranger's module stands in the page as data alone, with the hash by which its frame lets it run: of what a browser
  /// reads, which knows one kind of line end.
  @Test func framed() throws {
    let script = "globalThis.marker = '</script>';\r\n// two\rthree"
    let page = page(
      [Self.view("one"), Self.view("one")],
      [ViewModule(name: "one", script: script, style: "i{content:'</style>'}")],
      isBuiltIn: false)
    #expect(page.components(of: "data-module=") == 0)
    #expect(page.components(of: "globalThis.marker") == 1)
    let opening = "<script type=\"application/json\" class=\"module\">"
    let start = try #require(page.firstRange(of: opening)).upperBound
    let json = String(page[start..<(try #require(page[start...].firstRange(of: "</script>")).lowerBound)])
    let module = try JSONValue(parsing: json)
    let read = "\nglobalThis.marker = '\\x3C/script>';\n// two\nthree\n"
    #expect(module["script"]?.string == read)
    #expect(module["style"]?.string == #"i{content:'<\/style>'}"#)
    #expect(module["alias"]?.string == "one" && module["name"]?.string == "one")
    var digest = SHA256()
    digest.update(Array(read.utf8))
    #expect(module["hash"]?.string == "sha256-\(Base64.text(digest.bytes))")
    let frame = try JSONValue(parsing: try data(page, "frame"))
    let own = try #require(frame["script"]?.string)
    for word in ["</script", "<!--", "<script", "\r"] { #expect(!own.contains(word)) }
    #expect(own.hasPrefix("\"use strict\";{\n") && own.hasSuffix("}\n"))
  }

  /// What frames need is in the pages that have some; in no other is a byte of it.
  @Test func framesOnlyWhereNeeded() {
    let module = ViewModule(name: "one", script: "0")
    let pages = [
      page([Self.view("one")], [module], isBuiltIn: true),
      page([SampleFigures.lens], [module], isBuiltIn: false),
      page([Self.view("lost")], [module], isBuiltIn: false),
    ]
    for page in pages {
      for word in ["iframe", "sandbox", "id=\"frame\"", "id=\"look\""] {
        #expect(!page.contains(word), "\(word)")
      }
    }
  }

  /// Who says of a document that it came with the program is the program: its JSON form cannot.
  @Test func strangersByDefault() {
    var document = SampleFigures.document([Self.view("one")])
    document.explanation.modules = [ViewModule(name: "one", script: "0")]
    #expect(HTMLRenderer().render(document).contains("class=\"module\""))
    #expect(document.json()["isBuiltIn"] == nil)
  }

  /// Only what could end the element or change how the rest is read is written otherwise.
  @Test(arguments: [
    ("a < b", "a < b"), ("x<!--y", #"x\x3C!--y"#), ("'</ScRiPt'", #"'\x3C/ScRiPt'"#),
    ("<script<", #"\x3Cscript<"#), ("</div><s>", "</div><s>"), ("<", "<"), ("<<!--", #"<\x3C!--"#),
    ("<!-", "<!-"), ("é<", "é<"),
  ])
  func inert(_ script: String, _ expected: String) {
    #expect(HTMLRenderer.inert(script) == expected)
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
