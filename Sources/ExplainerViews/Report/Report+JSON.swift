import ExplainerCore
public import JSON

extension Report {
  /// The identifier of a report's schema (`Docs/report.schema.json`).
  public static let schema: String = "explainer/report/1"

  /// The JSON document, with the document of every explanation in its entry.
  public func json() -> JSONValue { json(withDocuments: true) }

  /// The same, or without the explanations' documents.
  func json(withDocuments: Bool) -> JSONValue {
    var report: JSONObject = [
      "schema": .string(Self.schema), "title": .string(title), "introduction": .string(introduction),
      "program": .string(program),
    ]
    if let script { report["script"] = ["name": .string(script.name), "text": .string(script.text)] }
    report["models"] = .array(models.map(\.json))
    report["plugins"] = .array(plugins.map(\.json))
    report["notes"] = JSONValue(notes)
    report["summary"] = .array(plainSummary.map(\.json))
    report["sections"] = .array(sections.map { $0.json(withDocuments: withDocuments) })
    return .object(report)
  }
}

extension Report.ModelEntry {
  fileprivate var json: JSONValue {
    var model: JSONObject = ["name": .string(name)]
    if let info { model["model"] = info.json }
    if let sha256 { model["sha256"] = .string(sha256) }
    if !detail.isEmpty { model["detail"] = .string(detail) }
    return .object(model)
  }
}

extension Report.PluginEntry {
  fileprivate var json: JSONValue { ["entry_point": .string(entryPoint), "plugin": plugin.json] }
}

extension Report.Section {
  fileprivate func json(withDocuments: Bool) -> JSONValue {
    [
      "heading": .string(heading), "texts": JSONValue(texts),
      "entries": .array(entries.map { $0.json(withDocument: withDocuments) }),
    ]
  }
}

extension Report.Entry {
  fileprivate func json(withDocument: Bool) -> JSONValue {
    var entry: JSONObject = ["step": .string(step), "title": .string(title)]
    switch outcome {
    case .explained(let document):
      entry["outcome"] = "explained"
      if withDocument { entry["document"] = document.json() }
    case .failed(let reason):
      entry["outcome"] = "failed"
      entry["reason"] = .string(reason)
    case .skipped(let reason):
      entry["outcome"] = "skipped"
      entry["reason"] = .string(reason)
    }
    return .object(entry)
  }
}
