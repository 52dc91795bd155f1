import ExplainerCore

/// One figure as a section of a page.
struct FigureHTML {
  /// The figure.
  let figure: Figure
  /// What ids of its elements end in: its place on the page.
  let anchor: String
  /// The level of its heading.
  var level = 2
  /// What its view's module is called on the page; nil where there is none.
  var module: String?
  /// Its place among the figures that stand for a view; nil for a figure of its own.
  var part: Int?

  /// What ids of its own elements end in.
  var id: String { part.map { "\(anchor)-\($0)" } ?? anchor }

  /// Title, picture, legend, how to read it.
  var section: String {
    let (kind, body) = picture
    let module = module.map { " data-view=\"\(Markup.escape($0))\"" } ?? ""
    return """
      <section class="figure" id="f\(anchor)" data-kind="\(kind)"\(module) aria-labelledby="t\(anchor)">
      <h\(level) id="t\(anchor)">\(Markup.escape(Paragraphs.of(figure.title).joined(separator: " ")))</h\(level)>
      \(body)
      \(words)
      </section>
      """
  }

  /// The same for one of the figures that stand for a view; it may have no title.
  var block: String {
    let (kind, body) = picture
    let title = Paragraphs.of(figure.title).joined(separator: " ")
    let heading = title.isEmpty ? "" : "<h\(level) id=\"t\(id)\">\(Markup.escape(title))</h\(level)>\n"
    return "<div class=\"part\" data-kind=\"\(kind)\">\n\(heading)\(body)\n\(words)\n</div>"
  }

  /// How to read it.
  private var words: String {
    let caption = Paragraphs.of(figure.caption).map { "<p class=\"caption\">\(Markup.escape($0))</p>" }
    let details = Paragraphs.of(figure.details).map { "<p>\(Markup.escape($0))</p>" }
    let more =
      details.isEmpty
      ? "" : "<details class=\"more\"><summary>more on reading this</summary>\(details.joined())</details>"
    return caption.joined() + more
  }

  private var picture: (kind: String, body: String) {
    do { try figure.validate() } catch {
      let words = VisibleText("cannot be drawn: \(error)").text
      return ("none", "<p class=\"warning\">\(Markup.escape(words))</p>")
    }
    switch figure.content {
    case .tokens(let tokens): return ("tokens", html(tokens))
    case .matrix(let matrix): return ("matrix", html(matrix))
    case .table(let table): return ("table", html(table))
    case .bars(let bars): return ("bars", html(bars))
    case .lines(let lines): return ("lines", html(lines))
    case .text(let text):
      return ("text", Paragraphs.of(text).map { "<p>\(Markup.escape($0))</p>" }.joined())
    case .view(let view): return ("view", html(view))
    }
  }

  /// Attributes of the element that takes the keyboard: the cells are reached from it by arrows.
  func attributes(role: String) -> String {
    let isNamed = part == nil || !Paragraphs.of(figure.title).isEmpty
    return "role=\"\(role)\" tabindex=\"0\" aria-labelledby=\"t\(isNamed ? id : anchor)\""
  }

  /// A label with its marks faint and its direction kept to itself.
  static func html(_ label: Label) -> String {
    "<bdi\(label.isToken ? " class=\"tk\"" : "")>\(html(VisibleText(label)))</bdi>"
  }

  /// Visible text with its marks faint.
  static func html(_ text: VisibleText) -> String {
    text.runs.map { $0.isMark ? "<i>\(Markup.escape($0.text))</i>" : Markup.escape($0.text) }.joined()
  }

  /// The scale with its numbers; empty where there is nothing to explain.
  static func legend(_ mapping: ScaleMapping, style: NumberStyle, mark: String = "") -> String {
    var parts: [String] = []
    let quantity = VisibleText(mapping.quantity).text
    if !quantity.isEmpty { parts.append("<span>\(Markup.escape(quantity))</span>") }
    switch mapping.kind {
    case .magnitude, .sign:
      let steps = (0..<32).compactMap { step in
        mapping.swatch(mapping.value(at: Double(step) / 31))
      }
      let ramp = steps.map { "<i class=\"\($0.className)\"></i>" }.joined()
      let middle = mapping.legendTicks[1]
      parts.append(
        "<span class=\"scale\"><span>\(style.text(mapping.lower))</span><span class=\"ramp\" role=\"img\" "
          + "aria-label=\"middle: \(style.text(middle))\">\(ramp)</span><span>\(style.text(mapping.upper))</span></span>"
      )
    case .rank:
      let steps = mapping.legendTicks.compactMap { tick in
        mapping.swatch(tick).map { "<span class=\"\($0.className)\">\(style.text(tick))</span>" }
      }
      parts.append("<span class=\"ranks\">\(steps.joined()) and beyond</span>")
    case .kind:
      if mapping.kindsRepeat {
        parts.append("<span>hues repeat after 16; the numbers tell them apart</span>")
      }
    }
    if !mark.isEmpty {
      parts.append("<span><span class=\"outline\"></span>\(Markup.escape(VisibleText(mark).text))</span>")
    }
    return parts.isEmpty ? "" : "<div class=\"legend\">\(parts.joined())</div>"
  }
}
