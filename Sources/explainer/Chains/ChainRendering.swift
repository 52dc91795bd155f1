import ExplainerChains
import ExplainerCore
import ExplainerViews

/// How a chain's results are drawn.
enum ChainRendering {
  /// Documents as `run` draws them; figures of a whole study as a report of nothing but these.
  static var rendering: ChainRunner.Rendering {
    .init(
      document: { document, format in Array(text(of: document, format).utf8) },
      figures: { title, figures, format in Array(text(of: figures, title, format).utf8) })
  }

  private static func text(of document: ExplanationDocument, _ format: ChainFormat) -> String {
    switch format {
    case .html: HTMLRenderer().render(document)
    case .svg: SVGRenderer().render(document)
    default: TerminalRenderer(style: plain).render(document)
    }
  }

  private static func text(of figures: [Figure], _ title: String, _ format: ChainFormat) -> String {
    switch format {
    case .html:
      ReportRenderer().render(Report(title: title, program: ProgramVersion.program, summary: figures))
    case .svg: figures.map { SVGRenderer().render($0) }.joined()
    default: figures.map { TerminalRenderer(style: plain).render($0) }.joined(separator: "\n")
    }
  }

  /// Text without colour, 100 columns wide.
  private static var plain: TerminalStyle {
    .detect(environment: ["NO_COLOR": "1"], isTerminal: false, columns: 100)
  }
}
