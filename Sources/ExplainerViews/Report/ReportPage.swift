import ExplainerCore
import JSON

/// The parts of a report's page.
struct ReportPage {
  /// What is drawn.
  let report: Report
  /// The modules of its views.
  let modules: PageModules
  /// What addresses call each section and each of its entries.
  let keys: [(section: String, entries: [String])]

  /// The page of `report`.
  init(_ report: Report) {
    self.report = report
    modules = PageModules(of: report.sections.flatMap(\.entries).compactMap(\.document))
    keys = report.sections.enumerated().map { number, section in
      let name = "s\(number + 1)"
      var taken: Set<String> = []
      let entries = section.entries.map { entry in
        let plain = "\(name)-\(Self.slug(entry.step))"
        var key = plain
        var copy = 2
        while !taken.insert(key).inserted {
          key = "\(plain)-\(copy)"
          copy += 1
        }
        return key
      }
      return (name, entries)
    }
  }

  /// All figures on the page.
  var figures: [Figure] {
    report.plainSummary
      + report.sections.flatMap(\.entries).flatMap { $0.document?.explanation.figures ?? [] }
  }

  /// The line at the head: what the study is called and how large it is.
  var header: String {
    """
    <a class="skip" href="#main">to the report</a>
    <header>
    <div class="what"><h1>\(Self.words(report.title))</h1> <span>\(size)</span></div>
    <div class="tools">
    \(checks)<details class="menu save" id="save"><summary>save</summary><div class="panel"><table>\
    \(PageMenus.row("The whole report", -1, ["json"]))</table></div></details>
    \(PageHeader.buttons)
    </div>
    </header>
    """
  }

  /// Introduction, and what is missing.
  var opening: String {
    let introduction = Paragraphs.of(report.introduction).map { "<p>\(Markup.escape($0))</p>" }
    let notes = report.notes.map { "<li>\(Self.words($0))</li>" }
    return [
      introduction.isEmpty ? "" : "<div class=\"introduction\">\(introduction.joined())</div>",
      notes.isEmpty
        ? ""
        : "<section class=\"missing\" id=\"missing\" aria-labelledby=\"missing-title\">"
          + "<h2 id=\"missing-title\">What is missing</h2><ul>\(notes.joined())</ul></section>",
    ].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The figures about the whole study.
  var summary: String {
    guard !report.plainSummary.isEmpty else { return "" }
    let figures = report.plainSummary.enumerated().map { index, figure in
      FigureHTML(figure: figure, anchor: "summary_\(index)", level: 3).section
    }
    return """
      <section class="chapter sheet" id="summary" data-sheet="summary" aria-labelledby="summary-title">
      <div class="head"><h2 id="summary-title">Summary</h2><div class="tools">\
      \(PageMenus.save(report.plainSummary, attributes: ""))</div></div>
      \(figures.joined(separator: "\n"))
      \(Self.drawings(report.plainSummary))
      </section>
      """
  }

  /// One line of plain text; of a longer one the beginning, where there is a `limit` in characters.
  static func words(_ text: String, limit: Int = .max) -> String {
    let line = Paragraphs.of(text).joined(separator: " ↵ ")
    return Markup.escape(line.count > limit ? line.prefix(limit - 1) + "…" : line)
  }

  /// The most characters of a section's heading; what is cut off can be read in its texts.
  static let headingLimit = 160
  /// The most characters of a link in the contents.
  static let linkLimit = 72

  /// The drawings that a sheet saves.
  static func drawings(_ figures: [Figure]) -> String {
    "<script type=\"application/json\" class=\"drawings\">"
      + "\(HTMLRenderer.embedded(PageFrame.drawings(of: figures)))</script>"
  }

  /// Rows of the list of keys that only a report has.
  static let keys = """
    <tr><th><kbd>j</kbd> <kbd>k</kbd></th><td>to the next explanation, to the one before</td></tr>
    <tr><th><kbd>g</kbd></th><td>to the contents; <kbd>↑</kbd> <kbd>↓</kbd> and <kbd>Enter</kbd> go on from there</td></tr>

    """

  // MARK: - The header

  private var size: String {
    let entries = report.sections.flatMap(\.entries)
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      "\(NumberStyle.integer.text(Double(number))) \(number == 1 ? one : many)"
    }
    var parts = [count(entries.count { $0.document != nil }, "explanation", "explanations")]
    let failed = entries.count { if case .failed = $0.outcome { true } else { false } }
    let skipped = entries.count { if case .skipped = $0.outcome { true } else { false } }
    if failed > 0 { parts.append("\(NumberStyle.integer.text(Double(failed))) failed") }
    if skipped > 0 { parts.append("\(NumberStyle.integer.text(Double(skipped))) left out") }
    return parts.joined(separator: ", ")
  }

  /// How many explanations each check was made of, and links to those where it failed.
  private var checks: String {
    var names: [String] = []
    var passed: [String: Int] = [:]
    var failed: [String: [String]] = [:]
    for (section, keys) in zip(report.sections, keys) {
      for (entry, key) in zip(section.entries, keys.entries) {
        for check in entry.document?.explanation.checks ?? [] {
          if passed[check.name] == nil { names.append(check.name) }
          passed[check.name, default: 0] += check.passed ? 1 : 0
          if !check.passed { failed[check.name, default: []].append(key) }
        }
      }
    }
    guard !names.isEmpty else { return "" }
    let rows = names.map { name in
      let failures = failed[name] ?? []
      let count = (passed[name] ?? 0) + failures.count
      let links = failures.map { "<a href=\"#\($0)\">\($0)</a>" }
      return
        "<tr class=\"\(failures.isEmpty ? "ok" : "failed")\"><th scope=\"row\"><span class=\"dot\"></span>"
        + "\(Self.words(name))</th><td class=\"number\">\(count - failures.count) of \(count)</td>"
        + "<td>\(failures.isEmpty ? "" : "<b>Failed:</b> ")\(links.joined(separator: ", "))</td></tr>"
    }
    let count = failed.values.reduce(0) { $0 + $1.count }
    return """
      <details class="menu checks \(count == 0 ? "ok" : "failed")"><summary><span class="dot"></span>\
      \(count == 0 ? "checks" : "checks: \(count) failed")</summary>\
      <div class="panel"><table>\(rows.joined())</table></div></details>

      """
  }

  /// A step's id as part of an address: small letters, digits and hyphens.
  private static func slug(_ step: String) -> String {
    let words = step.lowercased().utf8.split { !(0x30...0x39).contains($0) && !(0x61...0x7A).contains($0) }
    let slug = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-").prefix(40)
    return slug.isEmpty ? "step" : String(slug)
  }
}

extension Report.Entry {
  /// What it found, if it did.
  var document: ExplanationDocument? {
    if case .explained(let document) = outcome { document } else { nil }
  }
}
