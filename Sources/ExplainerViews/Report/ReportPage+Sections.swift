import ExplainerCore
import JSON

extension ReportPage {
  /// The explanations by text, model or point of a grid.
  var sections: String {
    zip(report.sections, keys).enumerated().map { number, part in
      let (section, keys) = part
      let entries = zip(section.entries, keys.entries).map { html($0, $1, in: section) }
      return """
        <section class="chapter" id="\(keys.section)" aria-labelledby="\(keys.section)-title">
        <h2 id="\(keys.section)-title"><span class="n">\(number + 1)</span> \(Self.words(section.heading, limit: Self.headingLimit))</h2>
        \(Self.html(texts: section.texts, unless: section.heading))\(entries.joined(separator: "\n"))
        </section>
        """
    }.joined(separator: "\n")
  }

  private func html(_ entry: Report.Entry, _ key: String, in section: Report.Section) -> String {
    let step = entry.step == entry.title ? "" : " <code>\(Self.words(entry.step))</code>"
    func article(_ meta: String, _ tools: String, _ body: String) -> String {
      """
      <article class="entry sheet" id="\(key)" data-sheet="\(key)" aria-labelledby="\(key)-title">
      <div class="head"><div class="what"><h3 id="\(key)-title">\(Self.words(entry.title))</h3>\(step) \(meta)</div>\
      <div class="tools">\(tools)</div></div>
      \(body)
      </article>
      """
    }
    switch entry.outcome {
    case .explained(let document):
      let summary = DocumentSummary(document)
      let explanation = document.explanation
      let figures = explanation.figures.enumerated().map { index, figure in
        FigureHTML(
          figure: figure, anchor: "\(key)_\(index)", level: 4,
          module: modules.name(of: figure, in: document)
        ).section
      }
      return article(
        "<span>\(Markup.escape(summary.entryPoint))</span> <span>\(Markup.escape(summary.model))</span>",
        PageMenus.checks(explanation.checks) + PageMenus.save(explanation.figures, attributes: ""),
        """
        \(summary.warningsHTML)\(document.texts == section.texts ? "" : Self.html(texts: document.texts, unless: section.heading))\
        \(figures.joined(separator: "\n"))
        \(Self.parameters(document.parameters))\
        <script type="application/json" class="document">\(HTMLRenderer.embedded(document.json()))</script>
        \(Self.drawings(explanation.figures))
        """)
    case .failed(let reason):
      return article("", "", "<p class=\"outcome warning\"><b>Failed.</b> \(Self.words(reason))</p>")
    case .skipped(let reason):
      return article("", "", "<p class=\"outcome\"><b>Left out.</b> \(Self.words(reason))</p>")
    }
  }

  /// The texts that were given, in full; none where the heading already says all of the only one.
  private static func html(texts: [String], unless heading: String) -> String {
    guard !texts.isEmpty, texts != [heading] || heading.count > headingLimit else { return "" }
    let quotes = texts.map { text in
      "<blockquote>\(Paragraphs.of(text).map { "<p><bdi>\(Markup.escape($0))</bdi></p>" }.joined())</blockquote>"
    }
    return quotes.joined() + "\n"
  }

  /// The parameters as run, behind a disclosure.
  private static func parameters(_ parameters: JSONObject) -> String {
    guard !parameters.isEmpty else { return "" }
    let rows = parameters.members.map { name, value in
      "<tr><th scope=\"row\">\(words(name))</th><td>\(Markup.escape(VisibleText(value.text()).text))</td></tr>"
    }
    return
      "<details class=\"more as-run\"><summary>parameters as run</summary><table>\(rows.joined())</table></details>\n"
  }
}
