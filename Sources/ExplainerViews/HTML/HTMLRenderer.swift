public import ExplainerCore
import JSON

/// Draws explanations as one self-contained HTML file that works with the network off.
///
/// The figures are ordinary HTML, readable without scripts; one small module adds tooltips, pinning, keyboard, search,
/// the link to the place looked at and saving. A Content-Security-Policy forbids every request. The document itself
/// stands in the page as JSON (`#document`), so nothing shown is lost to who saves the file.
///
/// A view that a plugin brings is embedded the same way: its style sheet and its module, each in an element of its own
/// before the page's script, which gives it a place to draw in; one of a plugin that did not come with the program runs in
/// a frame. Where scripts do not run or the module fails, the figures that stand for the view are there.
public struct HTMLRenderer: Sendable {
  /// A renderer.
  public init() {}

  /// The page for `document`.
  public func render(_ document: ExplanationDocument) -> String {
    let summary = DocumentSummary(document)
    let name = document.entryPoint.split(separator: "/").last.map(String.init) ?? document.entryPoint
    let title = [VisibleText(name).text, summary.model] + summary.texts
    let explanation = document.explanation
    let modules = PageModules(of: [document])
    let sections = explanation.figures.enumerated().map { index, figure in
      FigureHTML(figure: figure, anchor: String(index), module: modules.name(of: figure, in: document))
        .section
    }
    let body = """
      <body>
      \(PageHeader(document, summary).html)
      <main>
      \(summary.warningsHTML)\(sections.joined(separator: "\n"))
      </main>
      \(PageHeader.furniture())
      """
    return PageFrame(
      title: title.joined(separator: " · "), figures: explanation.figures, modules: modules, body: body,
      data: [
        PageFrame.element("document", document.json()),
        PageFrame.element("drawings", PageFrame.drawings(of: explanation.figures)),
      ]
    ).html
  }

  /// What the page may do: run and style itself and show images made of its own data; no request at all.
  static let policy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    + "base-uri 'none'; form-action 'none'"

  /// A script in which nothing can end its element.
  ///
  /// `<!--`, `<script` and `</script` mean the same with `\x3C` in strings, templates and regular expressions, which is
  /// where scripts have them; elsewhere, only a comparison with nothing between its sign and `!--` would suffer.
  static func inert(_ script: String) -> String {
    let bytes = Array(script.utf8)
    var inert: [UInt8] = []
    inert.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      guard byte == UInt8(ascii: "<") else {
        inert.append(byte)
        continue
      }
      // With the sixth bit set, letters are small; `/`, `!` and `-` have it already.
      let ahead = bytes[(index + 1)...].prefix(7).map { $0 | 0x20 }
      let isSpecial = ["!--", "script", "/script"].contains { ahead.starts(with: $0.utf8) }
      inert += isSpecial ? Array("\\x3C".utf8) : [byte]
    }
    return String(decoding: inert, as: UTF8.self)
  }

  /// A style sheet in which nothing can end its element.
  static func inert(style: String) -> String {
    // A backslash before the solidus is allowed wherever `</` can stand in CSS, and means the same.
    style.replacing("</", with: "<\\/")
  }

  /// JSON that can stand in a script element: nothing in it can end the element or a line of a script.
  static func embedded(_ json: JSONValue) -> String {
    let bytes = json.utf8()
    var escaped: [UInt8] = []
    escaped.reserveCapacity(bytes.count + bytes.count / 8)
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "<"): escaped += Array("\\u003c".utf8)
      case UInt8(ascii: ">"): escaped += Array("\\u003e".utf8)
      case UInt8(ascii: "&"): escaped += Array("\\u0026".utf8)
      // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
      case 0xA8, 0xA9:
        guard index >= 2, bytes[index - 1] == 0x80, bytes[index - 2] == 0xE2 else { fallthrough }
        escaped.removeLast(2)
        escaped += Array((byte == 0xA8 ? "\\u2028" : "\\u2029").utf8)
      default: escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}
