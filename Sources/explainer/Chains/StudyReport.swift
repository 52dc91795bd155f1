import Diagnostics
import ExplainerChains
import ExplainerCore
import ExplainerViews

/// Gathers a chain's outcomes for its report.
final class StudyReport {
  /// Explanations a page holds; more make it too large to open.
  static let most = 400

  private let plan: ChainPlan
  private var sections: [Report.Section] = []
  private var lastPoint = -1
  private var plugins: [Report.PluginEntry] = []
  private var shown = 0
  private var leftOut = 0

  init(_ plan: ChainPlan) { self.plan = plan }

  /// Takes what came of a run.
  func add(_ outcome: StepOutcome) {
    guard outcome.isReported else { return }
    if case .explained(let document) = outcome.result {
      let plugin = Report.PluginEntry(entryPoint: document.entryPoint, plugin: document.plugin)
      if !plugins.contains(plugin) { plugins.append(plugin) }
    }
    guard shown < Self.most else { return leftOut += 1 }
    shown += 1
    if outcome.point.index != lastPoint {
      lastPoint = outcome.point.index
      sections.append(section(for: outcome.point))
    }
    let element = outcome.element.map { " [\($0)]" } ?? ""
    sections[sections.count - 1].entries.append(
      Report.Entry(
        step: outcome.step + element, title: outcome.title ?? "\(outcome.step)\(element)",
        outcome: Self.outcome(outcome.result)))
  }

  /// A section called by what tells its point from others: its text, model, place in the grid.
  private func section(for point: ChainPoint) -> Report.Section {
    let excerpt = point.item.texts.first.map { $0.count > 70 ? "“\($0.prefix(69))…”" : "“\($0)”" }
    let words = [
      plan.hasSeveralTexts ? excerpt : nil, plan.hasSeveralModels ? point.label : point.combinationLabel,
    ]
    let heading = words.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · ")
    let saysText =
      plan.hasSeveralTexts && point.item.texts.count == 1 && (point.item.texts.first?.count ?? 0) <= 70
    return Report.Section(
      heading: heading.isEmpty ? point.model : heading, texts: saysText ? [] : point.item.texts, entries: [])
  }

  private static func outcome(_ result: StepOutcome.Result) -> Report.Entry.Outcome {
    switch result {
    case .explained(let document): .explained(document)
    case .failed(let error): .failed(error.description)
    case .skipped(let reason): .skipped(reason)
    }
  }

  /// The report, once the chain has ended.
  func report(
    _ summary: ChainSummary, _ collected: [CollectedData], digest: (String) -> String?
  ) -> Report {
    var notes = summary.missing
    if leftOut > 0 {
      notes.append(
        "This page shows the first \(Self.most) explanations; \(leftOut) more were made and are not here.")
    }
    return Report(
      title: plan.script.title, introduction: plan.script.introduction, program: ProgramVersion.program,
      script: .init(name: plan.script.source.fileName, text: plan.script.source.text),
      models: plan.models.keys.sorted().map { name in
        .init(name: name, info: plan.models[name]?.info, sha256: digest(name))
      }, plugins: plugins, summary: collected.map(\.figure), sections: sections, notes: notes)
  }
}
