import ExplainerCore

/// The line at the head of a page, and the parts that stand outside the figures.
struct PageHeader {
  private let document: ExplanationDocument
  private let summary: DocumentSummary

  /// The header of `document`.
  init(_ document: ExplanationDocument, _ summary: DocumentSummary) {
    self.document = document
    self.summary = summary
  }

  /// Entry point, model and text at the left; search, checks, save, theme and keys at the right.
  var html: String {
    let texts = document.texts.map { text in
      "<span class=\"asked\" title=\"\(Markup.escape(text))\">“<bdi>\(Markup.escape(VisibleText(text).text))</bdi>”</span>"
    }
    return """
      <header>
      <div class="what"><h1>\(Markup.escape(summary.entryPoint))</h1> <span>\(Markup.escape(summary.model))</span> \
      \(texts.joined(separator: " "))</div>
      <div class="tools">
      <label class="find"><span class="hidden">Find a token</span><input id="find" type="search" \
      placeholder="Find a token  /" autocomplete="off" spellcheck="false"></label><output id="found"></output>
      \(checks)<details class="menu" id="save"><summary>save</summary><div class="panel">\(saves)</div></details>
      <button id="theme" type="button" title="Colours: as the system">◐<span class="hidden"> colours</span></button>
      <button id="help" type="button" title="Keys (?)">?<span class="hidden"> keys</span></button>
      </div>
      </header>
      """
  }

  private var checks: String {
    let checks = document.explanation.checks
    guard !checks.isEmpty else { return "" }
    let failed = checks.count { !$0.passed }
    let rows = checks.map { check in
      "<tr class=\"\(check.passed ? "ok" : "failed")\"><th scope=\"row\"><span class=\"dot\"></span>"
        + "\(Markup.escape(VisibleText(check.name).text))</th><td class=\"number\">\(Markup.escape(CheckText.value(check)))</td>"
        + "<td>\(check.passed ? "" : "<b>Failed.</b> ")\(Markup.escape(VisibleText(check.meaning).text))</td></tr>"
    }
    let words = failed == 0 ? "checks" : "checks: \(failed) failed"
    return """
      <details class="menu checks \(failed == 0 ? "ok" : "failed")"><summary><span class="dot"></span>\(words)</summary>\
      <div class="panel"><table>\(rows.joined())</table></div></details>

      """
  }

  private var saves: String {
    func button(_ figure: Int, _ kind: String) -> String {
      "<button type=\"button\" data-save=\"\(kind)\" data-figure=\"\(figure)\">\(kind.uppercased())</button>"
    }
    var rows: [String] = []
    for (index, figure) in document.explanation.figures.enumerated() {
      let kinds = if case .text = figure.content { ["svg", "png"] } else { ["svg", "png", "tsv"] }
      rows.append(
        "<tr><th scope=\"row\">\(index + 1) · \(Markup.escape(VisibleText(figure.title).text))</th><td>"
          + kinds.map { button(index, $0) }.joined() + "</td></tr>")
    }
    rows.append(
      "<tr><th scope=\"row\">Everything</th><td>"
        + ["svg", "png", "json"].map { button(-1, $0) }.joined() + "</td></tr>")
    return "<table>\(rows.joined())</table>"
  }

  /// Tooltip, announcements, and the list of keys.
  static let furniture = """
    <div id="tip" role="tooltip" hidden></div>
    <div id="live" class="hidden" role="status" aria-live="polite"></div>
    <dialog id="keys" aria-label="Keys"><table>
    <tr><th><kbd>Tab</kbd></th><td>to the next figure</td></tr>
    <tr><th><kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd></th><td>from cell to cell; \
    <kbd>Home</kbd> <kbd>End</kbd> to the ends of the row</td></tr>
    <tr><th><kbd>Enter</kbd> or click</th><td>pin a cell; the address then leads back to it</td></tr>
    <tr><th><kbd>Esc</kbd></th><td>let go</td></tr>
    <tr><th><kbd>/</kbd></th><td>find a token; <kbd>Enter</kbd> goes to the next one</td></tr>
    <tr><th><kbd>1</kbd> … <kbd>9</kbd></th><td>choose the series of a strip of tokens</td></tr>
    <tr><th><kbd>t</kbd></th><td>colours: as the system, light, dark</td></tr>
    <tr><th><kbd>?</kbd></th><td>this list</td></tr>
    </table><form method="dialog"><button>Close</button></form></dialog>
    """
}
