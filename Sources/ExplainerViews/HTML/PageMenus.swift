import ExplainerCore

/// The menus of a document: its checks, and what can be saved of it.
enum PageMenus {
  /// The residuals behind a dot that says whether all of them are as they should be; nothing where there are none.
  static func checks(_ checks: [Check]) -> String {
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

  /// The files of each figure, and of all together.
  static func save(_ figures: [Figure], attributes: String) -> String {
    var rows = figures.enumerated().map { index, figure in
      let kinds = if case .text = figure.content { ["svg", "png"] } else { ["svg", "png", "tsv"] }
      return row("\(index + 1) · \(Markup.escape(VisibleText(figure.title).text))", index, kinds)
    }
    rows.append(row("Everything", -1, ["svg", "png", "json"]))
    return "<details class=\"menu save\"\(attributes)><summary>save</summary><div class=\"panel\">"
      + "<table>\(rows.joined())</table></div></details>"
  }

  /// The files of one thing: a figure by its number, or −1 for all.
  static func row(_ heading: String, _ figure: Int, _ kinds: [String]) -> String {
    let buttons = kinds.map { kind in
      "<button type=\"button\" data-save=\"\(kind)\" data-figure=\"\(figure)\">\(kind.uppercased())</button>"
    }
    return "<tr><th scope=\"row\">\(heading)</th><td>\(buttons.joined())</td></tr>"
  }
}
