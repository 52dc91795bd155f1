import ExplainerCore

/// A drawing that grows downwards.
///
/// Every colour is written twice: the light one as an attribute, which every reader of
/// SVG understands, and a class through which the dark one replaces it.
struct SVGDrawing: Sendable {
  /// Where text hangs on its point.
  enum Anchor: String, Sendable { case start, middle, end }

  /// How text is set.
  struct Font: Sendable {
    var face: TextMetrics.Face
    var size: Double
    var isBold = false

    static let words = Font(face: .words, size: 13)
    static let small = Font(face: .words, size: 12)
    static let heading = Font(face: .words, size: 13, isBold: true)
    static let title = Font(face: .words, size: 15, isBold: true)
    static let token = Font(face: .mono, size: 13)
    static let number = Font(face: .mono, size: 11)
  }

  /// The elements so far.
  private(set) var body = ""
  /// How far to the right the drawing reaches.
  private(set) var width: Double = 0
  /// How far down the next part starts.
  var y: Double = 0
  private var fills: Set<Paint> = []
  private var strokes: Set<Paint> = []
  private var hasImage = false

  /// Makes room for something that reaches to `x`.
  mutating func reach(_ x: Double) { width = max(width, x) }

  // MARK: - Elements

  /// Adds a rectangle; `tip` is what a reader who points at it is told.
  mutating func rect(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: Paint? = nil, stroke: Paint? = nil,
    strokeWidth: Double = 1, tip: String = ""
  ) {
    reach(x + width)
    let geometry =
      "x=\"\(Self.px(x))\" y=\"\(Self.px(y))\" width=\"\(Self.px(width))\" height=\"\(Self.px(height))\""
    element("rect", geometry, fill: fill, stroke: stroke, strokeWidth: strokeWidth, tip: tip)
  }

  /// Adds a straight line.
  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ paint: Paint, width: Double = 1
  ) {
    reach(max(x1, x2))
    let path = "x1=\"\(Self.px(x1))\" y1=\"\(Self.px(y1))\" x2=\"\(Self.px(x2))\" y2=\"\(Self.px(y2))\""
    element("line", path, fill: nil, stroke: paint, strokeWidth: width, tip: "")
  }

  /// Adds what `draw` draws as one group that a script can find by the number of its line.
  mutating func group(line: Int, _ draw: (inout SVGDrawing) -> Void) {
    body += "<g data-line=\"\(line)\">\n"
    draw(&self)
    body += "</g>\n"
  }

  /// Adds a line through points.
  mutating func path(_ points: [(x: Double, y: Double)], _ paint: Paint, width: Double) {
    guard !points.isEmpty else { return }
    let data = points.map { "\(Self.px($0.x)) \(Self.px($0.y))" }.joined(separator: "L")
    element(
      "path", "d=\"M\(data)\" stroke-linejoin=\"round\"", fill: nil, stroke: paint, strokeWidth: width,
      tip: "")
  }

  /// Adds short upright strokes that start at `points` and go down.
  mutating func ticks(_ points: [(x: Double, y: Double)], length: Double, _ paint: Paint) {
    let data = points.map { "M\(Self.px($0.x)) \(Self.px($0.y))v\(Self.px(length))" }.joined()
    element("path", "d=\"\(data)\"", fill: nil, stroke: paint, strokeWidth: 1, tip: "")
  }

  /// Adds a dot.
  mutating func dot(_ x: Double, _ y: Double, radius: Double, _ paint: Paint, tip: String) {
    let path = "cx=\"\(Self.px(x))\" cy=\"\(Self.px(y))\" r=\"\(Self.px(radius))\""
    element("circle", path, fill: paint, stroke: radius > 2 ? .paper : nil, strokeWidth: 1, tip: tip)
  }

  /// Adds an image of `data` pixels in both themes.
  mutating func image(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, light: String, dark: String
  ) {
    reach(x + width)
    hasImage = true
    for (url, name, style) in [(light, "onlight", ""), (dark, "ondark", " display=\"none\"")] {
      body +=
        "<image class=\"\(name)\" x=\"\(Self.px(x))\" y=\"\(Self.px(y))\" width=\"\(Self.px(width))\" "
        + "height=\"\(Self.px(height))\" preserveAspectRatio=\"none\" image-rendering=\"optimizeSpeed\" style=\"image-rendering:pixelated\""
        + "\(style) href=\"\(url)\"/>\n"
    }
  }

  /// Adds one line of text; `y` is the base line.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ font: Font, _ paint: Paint = .ink, anchor: Anchor = .start,
    rotated: Bool = false
  ) {
    self.text(
      [VisibleText.Run(text: text, isMark: false)], x, y, font, paint, anchor: anchor, rotated: rotated)
  }

  /// Adds one line of visible text, its marks fainter.
  mutating func text(
    _ runs: [VisibleText.Run], _ x: Double, _ y: Double, _ font: Font, _ paint: Paint = .ink,
    anchor: Anchor = .start, rotated: Bool = false
  ) {
    guard !runs.isEmpty else { return }
    fills.insert(paint)
    var attributes = "x=\"\(Self.px(x))\" y=\"\(Self.px(y))\" class=\"\(paint.className)\""
    attributes += " fill=\"\(paint.rgb(.light).css)\" font-size=\"\(Self.px(font.size))\""
    if font.face == .words { attributes += " font-family=\"\(Self.wordsFamily)\"" }
    if font.isBold { attributes += " font-weight=\"600\"" }
    if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
    if rotated { attributes += " transform=\"rotate(-90 \(Self.px(x)) \(Self.px(y)))\"" }
    let whole = runs.map(\.text).joined()
    // Text of both directions must not reorder what stands around it.
    if whole.unicodeScalars.contains(where: { $0.value > 0x58F }) {
      attributes += " unicode-bidi=\"isolate\""
    }
    let content = runs.map { run in
      let escaped = Markup.escape(run.text)
      return run.isMark && runs.count > 1 ? "<tspan fill-opacity=\"0.6\">\(escaped)</tspan>" : escaped
    }
    body += "<text \(attributes)>\(content.joined())</text>\n"
    let length = TextMetrics.width(whole, font.face, size: font.size)
    reach(rotated || anchor == .end ? x : anchor == .middle ? x + length / 2 : x + length)
  }

  /// Adds a filled outline whose path data start from its own corner.
  mutating func area(_ data: String, x: Double, y: Double, fill: Paint, tip: String) {
    let path = "transform=\"translate(\(Self.px(x)) \(Self.px(y)))\" d=\"\(data)\""
    element("path", path, fill: fill, stroke: nil, strokeWidth: 0, tip: tip)
  }

  private mutating func element(
    _ name: String, _ geometry: String, fill: Paint?, stroke: Paint?, strokeWidth: Double, tip: String
  ) {
    var classes: [String] = []
    var attributes = geometry
    if let fill {
      fills.insert(fill)
      classes.append(fill.className)
      attributes += " fill=\"\(fill.rgb(.light).css)\""
    } else {
      attributes += " fill=\"none\""
    }
    if let stroke {
      strokes.insert(stroke)
      classes.append("s" + stroke.className)
      attributes += " stroke=\"\(stroke.rgb(.light).css)\" stroke-width=\"\(Self.px(strokeWidth))\""
    }
    if !classes.isEmpty { attributes += " class=\"\(classes.joined(separator: " "))\"" }
    body +=
      tip.isEmpty
      ? "<\(name) \(attributes)/>\n"
      : "<\(name) \(attributes)><title>\(Markup.escape(tip))</title></\(name)>\n"
  }

  // MARK: - Whole

  /// The rules that turn light into dark.
  var darkRules: String {
    func rules(_ paints: Set<Paint>, _ prefix: String, _ property: String) -> [String] {
      paints.map { ".\(prefix)\($0.className){\(property):\($0.rgb(.dark).css)}" }.sorted()
    }
    let images = hasImage ? ".onlight{display:none}.ondark{display:inline}" : ""
    return (rules(fills.union([.paper]), "", "fill") + rules(strokes, "s", "stroke")).joined() + images
  }

  /// The drawing as a file of its own.
  ///
  /// - Parameters:
  ///   - title: what is shown.
  ///   - description: how to read it.
  ///   - margin: empty space on all sides, in pixels.
  func standalone(title: String, description: String, margin: Double = 16) -> String {
    let size = (width: width + 2 * margin, height: y + 2 * margin)
    let box = "\(Self.px(-margin)) \(Self.px(-margin)) \(Self.px(size.width)) \(Self.px(size.height))"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.px(size.width))" height="\(Self.px(size.height))" \
      viewBox="\(box)" stroke="none" role="img" font-family="\(Self.monoFamily)">
      <title>\(Markup.escape(title))</title>
      <desc>\(Markup.escape(description))</desc>
      <style>text{white-space:pre;font-variant-numeric:tabular-nums}\
      @media (prefers-color-scheme: dark){\(darkRules)}</style>
      <rect class="paper" x="\(Self.px(-margin))" y="\(Self.px(-margin))" width="100%" height="100%" \
      fill="\(Theme.light.paper.css)"/>
      \(body)</svg>

      """
  }

  /// The drawing as part of a page whose style sheet knows the classes.
  func inline(label: String) -> String {
    """
    <svg width="\(Self.px(width + 1))" height="\(Self.px(y))" viewBox="0 0 \(Self.px(width + 1)) \(Self.px(y))" \
    role="img" font-family="\(Self.monoFamily)" \
    aria-label="\(Markup.escape(label))">
    \(body)</svg>
    """
  }

  static let wordsFamily = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"
  static let monoFamily = "ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', 'Noto Sans Mono', monospace"

  /// A length with at most two decimals.
  static func px(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let hundredths = Int((min(max(value, -1e9), 1e9) * 100).rounded())
    let (whole, part) = (abs(hundredths) / 100, abs(hundredths) % 100)
    let sign = hundredths < 0 ? "-" : ""
    if part == 0 { return "\(sign)\(whole)" }
    return part % 10 == 0 ? "\(sign)\(whole).\(part / 10)" : "\(sign)\(whole).\(part < 10 ? "0" : "")\(part)"
  }
}
