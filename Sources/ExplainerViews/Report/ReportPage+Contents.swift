import ExplainerCore

extension ReportPage {
  /// The search, and links to every part; beside the report where there is room, else in a bar at its foot.
  var contents: String {
    var items: [String] = []
    if !report.notes.isEmpty {
      items.append("<li><a class=\"warning\" href=\"#missing\">What is missing</a></li>")
    }
    if !report.plainSummary.isEmpty { items.append("<li><a href=\"#summary\">Summary</a></li>") }
    for (number, (section, keys)) in zip(report.sections, keys).enumerated() {
      let entries = zip(section.entries, keys.entries).map { entry, key in
        let state =
          switch entry.outcome {
          case .explained: ""
          case .failed: " <span class=\"state warning\">failed</span>"
          case .skipped: " <span class=\"state\">left out</span>"
          }
        return "<li><a href=\"#\(key)\">\(Self.words(entry.title, limit: Self.linkLimit))\(state)</a></li>"
      }
      items.append(
        "<li><a href=\"#\(keys.section)\"><span class=\"n\">\(number + 1)</span> \(Self.words(section.heading, limit: Self.linkLimit))</a>"
          + (entries.isEmpty ? "" : "<ol>\(entries.joined())</ol>") + "</li>")
    }
    items.append("<li><a href=\"#provenance\">How this was made</a></li>")
    return """
      <nav class="contents" aria-label="Contents"><details open><summary>contents<output id="place"></output></summary>
      <div class="reach">\(PageHeader.find)
      <ol id="contents">
      \(items.joined(separator: "\n"))
      </ol></div></details></nav>
      """
  }
}
