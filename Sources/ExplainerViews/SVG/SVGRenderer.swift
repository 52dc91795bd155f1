public import ExplainerCore

/// Draws explanations as SVG files that stand alone: no script, no font to load, light and dark in one file.
///
/// Readers that do not know `prefers-color-scheme` (rsvg, ImageMagick, Inkscape) show the light drawing. Widths of text
/// are estimated, as there are no fonts here; the estimates are generous.
public struct SVGRenderer: Sendable {
  /// How wide running text and charts are, in pixels; matrices take what they need.
  static let column: Double = 720

  /// A renderer.
  public init() {}

  /// All figures of a document, one below the other, under a line that says what was asked.
  public func render(_ document: ExplanationDocument) -> String {
    var drawing = SVGDrawing()
    let summary = DocumentSummary(document)
    let header = ([summary.entryPoint, summary.model] + summary.texts).joined(separator: " · ")
    paragraph(header, .small, .faint, in: &drawing)
    for figure in document.explanation.figures {
      drawing.y += 24
      draw(figure, in: &drawing)
    }
    if !document.explanation.checks.isEmpty { drawing.y += 24 }
    for check in document.explanation.checks {
      let words = check.passed ? "check: " : "check failed: "
      let meaning = check.passed ? "" : " — \(check.meaning)"
      paragraph(
        VisibleText(words + check.name + " " + CheckText.value(check) + meaning).text, .small,
        check.passed ? .faint : .warning, in: &drawing)
    }
    let titles = document.explanation.figures.map(\.title).joined(separator: "; ")
    return drawing.standalone(title: VisibleText(titles).text, description: header)
  }

  /// One figure with its title, legend and caption.
  public func render(_ figure: Figure) -> String {
    var drawing = SVGDrawing()
    draw(figure, in: &drawing)
    return drawing.standalone(
      title: VisibleText(figure.title).text, description: Paragraphs.of(figure.caption).joined(separator: " ")
    )
  }

  // MARK: - Parts

  private func draw(_ figure: Figure, heading: SVGDrawing.Font = .title, in drawing: inout SVGDrawing) {
    for line in Paragraphs.of(figure.title) { paragraph(line, heading, .ink, in: &drawing) }
    drawing.y += 8
    do {
      try figure.validate()
      drawBody(figure.content, in: &drawing)
    } catch {
      paragraph(VisibleText("cannot be drawn: \(error)").text, .words, .warning, in: &drawing)
    }
    drawing.y += 4
    for line in Paragraphs.of(figure.caption) { paragraph(line, .words, .faint, in: &drawing) }
  }

  private func drawBody(_ content: Figure.Content, in drawing: inout SVGDrawing) {
    switch content {
    case .tokens(let figure): draw(figure, in: &drawing)
    case .matrix(let figure): draw(figure, in: &drawing)
    case .table(let figure): draw(figure, in: &drawing)
    case .bars(let figure): draw(figure, in: &drawing)
    case .lines(let figure): draw(figure, in: &drawing)
    case .text(let text):
      for line in Paragraphs.of(text) {
        paragraph(line, .words, .ink, in: &drawing)
        drawing.y += 6
      }
    case .view(let view):
      for (index, figure) in view.fallback.enumerated() {
        if index > 0 { drawing.y += 20 }
        draw(figure, heading: .heading, in: &drawing)
      }
    }
  }

  /// Adds running text, broken into lines.
  func paragraph(_ text: String, _ font: SVGDrawing.Font, _ paint: Paint, in drawing: inout SVGDrawing) {
    let height = (font.size * 1.4).rounded()
    for line in TextMetrics.wrap(text, to: Self.column, size: font.size * (font.isBold ? 1.06 : 1)) {
      drawing.y += height
      drawing.text(line, 0, drawing.y - height * 0.28, font, paint)
    }
  }
}
