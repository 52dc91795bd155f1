public import ExplainerCore
import JSON

/// Draws explanations as one self-contained HTML file that works with the network off.
///
/// The figures are ordinary HTML, readable without scripts; one small module adds tooltips, pinning, keyboard, search,
/// the link to the place looked at and saving. A Content-Security-Policy forbids every request. The document itself
/// stands in the page as JSON (`#document`), so nothing shown is lost to who saves the file.
///
/// A view that a plugin brings is embedded the same way: its style sheet and its module, each in an element of its own
/// before the page's script, which gives it a place to draw in. Where scripts do not run or the module fails, the figures
/// that stand for the view are there.
public struct HTMLRenderer: Sendable {
  /// A renderer.
  public init() {}

  /// The page for `document`.
  public func render(_ document: ExplanationDocument) -> String {
    let summary = DocumentSummary(document)
    let name = document.entryPoint.split(separator: "/").last.map(String.init) ?? document.entryPoint
    let title = [VisibleText(name).text, summary.model] + summary.texts
    let figures = document.explanation.figures
    let sections = figures.enumerated().map { FigureHTML(figure: $1, index: $0).section }
    let modules = Self.modules(of: document.explanation)
    let drawings = figures.map(Self.drawing)
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="explainer">
      <title>\(Markup.escape(title.joined(separator: " · ")))</title>
      <style>
      \(PageAssets.style)\(PageColours.style(for: figures))
      </style>\(modules.map(Self.style).joined())\(modules.isEmpty ? "" : Self.waiting)
      </head>
      <body>
      \(PageHeader(document, summary).html)
      <main>
      \(sections.joined(separator: "\n"))
      </main>
      \(PageHeader.furniture)
      <script type="application/json" id="document">\(Self.embedded(document.json()))</script>
      <script type="application/json" id="palette">\(Self.embedded(PageColours.palette))</script>
      <script type="application/json" id="drawings">\(Self.embedded(.array(drawings)))</script>\(modules.map(Self.script).joined())
      <script type="module">
      \(PageAssets.script)</script>
      </body>
      </html>

      """
  }

  /// What the page may do: run and style itself and show images made of its own data; no request at all.
  static let policy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    + "base-uri 'none'; form-action 'none'"

  /// The drawing that the page saves for `figure`; null for a view, which draws itself as it stands.
  private static func drawing(_ figure: Figure) -> JSONValue {
    if case .view = figure.content { return .null }
    return .string(SVGRenderer().render(figure))
  }

  // MARK: - Modules

  /// The modules that figures of `explanation` use, each once.
  private static func modules(of explanation: Explanation) -> [ViewModule] {
    var used: Set<String> = []
    for figure in explanation.figures {
      if case .view(let view) = figure.content { used.insert(view.module) }
    }
    return explanation.modules.filter { used.remove($0.name) != nil }
  }

  /// Nothing is painted before the views have taken their places, so that nothing moves; if that fails, the style sheet
  /// shows the page after some seconds.
  private static let waiting = "\n<script>document.documentElement.className = \"waiting\"</script>"

  private static func style(_ module: ViewModule) -> String {
    // A backslash before the solidus is allowed wherever `</` can stand in CSS, and means the same.
    "\n<style data-module=\"\(Markup.escape(module.name))\">\n\(module.style.replacing("</", with: "<\\/"))\n</style>"
  }

  private static func script(_ module: ViewModule) -> String {
    "\n<script type=\"module\" data-module=\"\(Markup.escape(module.name))\">\n\(inert(module.script))\n</script>"
  }

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
