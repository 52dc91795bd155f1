import ExplainerCore
import JSON

/// Draws a study as one self-contained HTML file that works with the network off.
///
/// What `HTMLRenderer` says of one explanation's page holds for every explanation of a report: figures are ordinary HTML,
/// readable without scripts, the views of plugins have their figures beside them, and no request can be made. A table of
/// contents stays in reach. With scripts, each figure and each view starts when its reader comes near; a view that has not
/// started is searched through the figures that stand for it.
///
/// The report itself stands in the page as JSON (`#report`), each explanation's document once, in its own entry; saved from
/// the page they are one file again. Modules of views are there once, however many views use them.
public struct ReportRenderer: Sendable {
  /// A renderer.
  public init() {}

  /// The page for `report`; the same report always gives the same bytes.
  ///
  /// - Complexity: linear in the size of the documents; their figures are drawn twice, as HTML and as SVG for saving.
  public func render(_ report: Report) -> String {
    let page = ReportPage(report)
    let body = """
      <body class="report">
      \(page.header)
      \(page.contents)
      <main id="main">
      \(page.opening)
      \(page.summary)
      \(page.sections)
      \(page.provenance)
      </main>
      \(PageHeader.furniture(ReportPage.keys))
      """
    return PageFrame(
      title: VisibleText(report.title).text, figures: page.figures, modules: page.modules,
      isReport: true, body: body,
      data: [PageFrame.element("report", report.json(withDocuments: false))]
    ).html
  }
}
