import ExplainerCore
import JSON

/// Draws a study as one self-contained HTML file that works with the network off.
///
/// What `HTMLRenderer` says of one explanation's page holds for every explanation of a report.
public struct ReportRenderer: Sendable {
  /// A renderer.
  public init() {}

  /// The page for `report`.
  public func render(_ report: Report) -> String {
    var number = 0
    var sections: [String] = []
    for section in report.sections {
      sections.append("<h2>\(Markup.escape(VisibleText(section.heading).text))</h2>")
      for entry in section.entries {
        sections.append("<h3>\(Markup.escape(VisibleText(entry.title).text))</h3>")
        switch entry.outcome {
        case .explained(let document):
          for figure in document.explanation.figures {
            sections.append(FigureHTML(figure: figure, index: number).section)
            number += 1
          }
        case .failed(let reason), .skipped(let reason):
          sections.append("<p class=\"warning\">\(Markup.escape(VisibleText(reason).text))</p>")
        }
      }
    }
    let figures = report.sections.flatMap(\.entries).flatMap { entry -> [Figure] in
      if case .explained(let document) = entry.outcome { document.explanation.figures } else { [] }
    }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(HTMLRenderer.policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(Markup.escape(VisibleText(report.title).text))</title>
      <style>
      \(PageAssets.style)\(PageColours.style(for: report.summary + figures))
      </style>
      </head>
      <body>
      <main>
      \(sections.joined(separator: "\n"))
      </main>
      <script type="application/json" id="report">\(HTMLRenderer.embedded(report.json()))</script>
      </body>
      </html>

      """
  }
}
