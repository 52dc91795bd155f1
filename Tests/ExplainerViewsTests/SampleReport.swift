import ExplainerCore
import ExplainerViews
import JSON

/// A study with everything that a study can have.
enum SampleReport {
  /// A view of a module.
  static func view(
    _ module: String, script: String, style: String = "", isBuiltIn: Bool = true
  ) -> ExplanationDocument {
    let figure = Figure(
      title: "View",
      content: .view(ViewFigure(module: module, data: ["k": 3], fallback: [SampleFigures.table])))
    var document = SampleFigures.document([figure])
    document.explanation.modules = [ViewModule(name: module, script: script, style: style)]
    document.isBuiltIn = isBuiltIn
    return document
  }

  /// Two texts, three steps, one of them failed, one left out; `evil` stands wherever words can.
  static func report(_ evil: String = "plain") -> Report {
    let explained = SampleFigures.document(SampleFigures.all, text: evil)
    return Report(
      title: "A study \(evil)", introduction: "First \(evil).\n\nSecond.", program: "explainer 0.1.0",
      script: .init(name: "study.yaml", text: "steps:\n\t- \(evil)\n"),
      models: [
        .init(name: "tiny", info: explained.model, sha256: String(repeating: "ab", count: 32), detail: evil),
        .init(name: evil, info: nil, detail: "not found"),
      ],
      plugins: [.init(entryPoint: "lm/\(evil)", plugin: PluginProvenance(name: evil, version: "1"))],
      summary: [SampleFigures.table, SampleFigures.lines],
      sections: [
        .init(
          heading: "The keys", texts: [evil],
          entries: [
            .init(step: "lens", title: "Lens \(evil)", outcome: .explained(explained)),
            .init(step: "Lens", outcome: .failed("no such token \(evil)")),
            .init(step: "ランク", outcome: .skipped("if: false \(evil)")),
          ]),
        .init(heading: evil, entries: [.init(step: evil, outcome: .explained(view("one", script: "1")))]),
      ], notes: ["Step “Lens” failed \(evil)."])
  }
}
