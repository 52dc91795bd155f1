import ExplainerCore

extension ReportPage {
  /// The script, the models, the explainers and the program: what it takes to make the report again.
  var provenance: String {
    let models = report.models.map { entry in
      let info = entry.info
      let size = info.map { info in
        let layers =
          info.encoder.map { "encoder of \($0.layers) and decoder of \(info.layers) layers" }
          ?? "\(info.layers) layers"
        return "\(layers), \(info.heads) heads, \(info.hiddenSize) wide"
      }
      return [
        entry.name, info.map { "\($0.family), \($0.kind.rawValue), \($0.dtype)" } ?? "", size ?? "",
        info?.revision ?? "", entry.sha256 ?? "", entry.detail,
      ]
    }
    let plugins = report.plugins.map { entry in
      [entry.entryPoint, entry.plugin.name, entry.plugin.version, entry.plugin.sha256 ?? ""]
    }
    let script = report.script.map { script in
      "<h3>Script <code>\(Self.words(script.name))</code></h3>\n<pre class=\"script\" tabindex=\"0\">\(Self.verbatim(script.text))</pre>"
    }
    return """
      <section class="chapter" id="provenance" aria-labelledby="provenance-title">
      <h2 id="provenance-title">How this was made</h2>
      <p class="program">\(Self.words(report.program))</p>
      \(Self.table("Models", ["model", "family", "size", "revision", "SHA-256 of the weights", ""], models))
      \(Self.table("Explainers", ["entry point", "library", "version", "SHA-256"], plugins))
      \(script ?? "")
      </section>
      """
  }

  /// Rows of text under a heading; columns that say nothing are left out.
  private static func table(_ title: String, _ columns: [String], _ rows: [[String]]) -> String {
    guard !rows.isEmpty else { return "" }
    let used = columns.indices.filter { column in rows.contains { !$0[column].isEmpty } }
    let heads = used.map { "<th scope=\"col\">\(Markup.escape(columns[$0]))</th>" }
    let body = rows.map { row in
      "<tr>"
        + used.map { column in
          let isHash = columns[column].hasPrefix("SHA") || columns[column] == "revision"
          return "<td\(isHash ? " class=\"hash\"" : "")>\(words(row[column]))</td>"
        }.joined() + "</tr>"
    }
    return """
      <h3>\(title)</h3>
      <div class="scroll"><table class="plain"><thead><tr>\(heads.joined())</tr></thead><tbody>
      \(body.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  /// Text line by line as it is, what cannot be seen made visible.
  private static func verbatim(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { Markup.escape(VisibleText(String($0)).text) }.joined(separator: "\n")
  }
}
