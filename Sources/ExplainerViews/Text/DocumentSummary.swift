import ExplainerCore

/// The header line of a document: entry point, model, texts; and what to know of the model.
struct DocumentSummary: Sendable {
  /// The qualified entry point.
  let entryPoint: String
  /// The model with its family and the type of its weights.
  let model: String
  /// The texts in quotation marks; the end of long ones cut off.
  let texts: [String]
  /// What was odd about the model's checkpoint.
  let warnings: [String]

  /// The summary of `document`.
  init(_ document: ExplanationDocument) {
    entryPoint = VisibleText(document.entryPoint).text
    let adapter = document.model.adapter?.split(separator: "/").last.map { "adapter \($0)" } ?? ""
    let family = [document.model.family, document.model.dtype, adapter].filter { !$0.isEmpty }
      .joined(separator: ", ")
    model = VisibleText(document.model.id + (family.isEmpty ? "" : " (\(family))")).text
    warnings = document.model.warnings.map { VisibleText($0).text }
    texts = document.texts.map { text in
      let line = Paragraphs.of(text).joined(separator: " ↵ ")
      return "“\(line.count > 160 ? String(line.prefix(159)) + "…" : line)”"
    }
  }

  /// The warnings as paragraphs of a page.
  var warningsHTML: String {
    warnings.map { "<p class=\"warning\">The model: \(Markup.escape($0))</p>\n" }.joined()
  }
}
