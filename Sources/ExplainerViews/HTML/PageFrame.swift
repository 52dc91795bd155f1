import Encodings
import ExplainerCore
import JSON

/// What every page has: a head whose policy forbids requests, the colours, the modules of views and one script.
struct PageFrame {
  /// The page's title, plain.
  let title: String
  /// All figures on it.
  let figures: [Figure]
  /// The modules of its views.
  let modules: PageModules
  /// Whether it is the page of a report.
  var isReport = false
  /// The element `body` as far as readers see it, with its attributes.
  let body: String
  /// Elements that carry the page's data.
  let data: [String]

  /// The whole file.
  var html: String {
    let assets = PageAssets.of(isReport: isReport, isFramed: modules.areFramed)
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(HTMLRenderer.policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="explainer">
      <title>\(Markup.escape(title))</title>
      <style\(modules.areFramed ? " id=\"look\"" : "")>
      \(assets.style)\(PageColours.style(for: figures))
      </style>\(modules.styles)\(modules.isEmpty ? "" : Self.waiting)
      </head>
      \(body)
      \(data.joined(separator: "\n"))
      \(Self.element("palette", PageColours.palette))\(modules.scripts)
      <script type="module">
      \(assets.script)</script>
      </body>
      </html>

      """
  }

  /// Nothing is painted before the views have taken their places, so that nothing moves; if that fails, the style sheet
  /// shows the page after some seconds.
  private static let waiting = "\n<script>document.documentElement.className = \"waiting\"</script>"

  /// An element with the page's data under an id.
  static func element(_ id: String, _ json: JSONValue) -> String {
    "<script type=\"application/json\" id=\"\(id)\">\(HTMLRenderer.embedded(json))</script>"
  }

  /// The drawings that the page saves for `figures`, compressed: a JSON array, null in it for a view, which draws itself as
  /// it stands.
  static func drawings(of figures: [Figure]) -> JSONValue {
    let drawings: [JSONValue] = figures.map { figure in
      if case .view = figure.content { return .null }
      return .string(SVGRenderer().render(figure))
    }
    return .string(Base64.text(Deflate.compress(JSONValue.array(drawings).utf8())))
  }
}
