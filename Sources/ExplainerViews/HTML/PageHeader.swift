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
      \(Self.find)
      \(PageMenus.checks(document.explanation.checks))\(PageMenus.save(document.explanation.figures, attributes: " id=\"save\""))
      \(Self.buttons)
      </div>
      </header>
      """
  }

  /// The search.
  static let find = """
    <label class="find"><span class="hidden">Find a token</span><input id="find" type="search" \
    placeholder="Find a token  /" autocomplete="off" spellcheck="false"></label><output id="found"></output>
    """

  /// The colours, and the list of keys.
  static let buttons = """
    <button id="theme" type="button" title="Colours: as the system">◐<span class="hidden"> colours</span></button>
    <button id="help" type="button" title="Keys (?)">?<span class="hidden"> keys</span></button>
    """

  /// Tooltip, announcements, and the list of keys; `more` are rows of it.
  static func furniture(_ more: String = "") -> String {
    """
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
    \(more)<tr><th><kbd>t</kbd></th><td>colours: as the system, light, dark</td></tr>
    <tr><th><kbd>?</kbd></th><td>this list</td></tr>
    </table><form method="dialog"><button>Close</button></form></dialog>
    """
  }
}
