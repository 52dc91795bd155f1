import Diagnostics
import ExplainerChains
import ExplainerCore
import ExplainerHost
import ExplainerViews
import Files
import HuggingFaceHub
import JSON
import PluginRegistry

/// `explainer chain SCRIPT`: many runs, written down.
struct ChainCommand {
  static let command = Command(
    name: "chain", summary: "Run a script of entry points over texts and models.",
    discussion: """
      Scripts are YAML or JSON; \(Documents.reference(to: "chains.md")) describes them, \
      \(Documents.reference(to: "examples/chains")) has four studies. A script that begins \
      with '#!/usr/bin/env -S explainer chain' can be run like a program.
      """,
    arguments: [
      .positional(
        "script", "the script; '-' reads standard input", completion: .files("yaml", "yml", "json")),
      .flag("check", "only check the script"),
      .flag("dry-run", "only say what would be done, with how many forward passes and how much memory"),
      .flag(
        "resume", "use the answers that earlier chains have kept, and so go on where a killed one stopped"),
      .option(
        "output", "FOLDER", "the folder that outputs are written below", short: "o",
        absence: "the current one",
        completion: .folders),
      .option("report", "FILE", "put everything into one page", completion: .files("html")),
      .option(
        "model", "MODEL", "a model in place of the script's; several times for several", repeats: true,
        completion: .models),
      .option(
        "cache", "FOLDER", "where answers are kept", absence: "~/.cache/explainer/results",
        completion: .folders),
      .flag("no-cache", "keep no answers"),
      .option(
        "format", "FORMAT", "what is printed at the end", values: .choices(["terminal", "json"]),
        default: "terminal"),
      .colour, .flag("quiet", "no progress, no log lines, no summary", short: "q"),
    ]
  ) { try ChainCommand(given: $0).run() }

  let given: GivenArguments
  var onlyChecks: Bool { given.isOn("check") }
  var resumes: Bool { given.isOn("resume") }
  var keepsNothing: Bool { given.isOn("no-cache") }
  private var isJSON: Bool { given["format"] == "json" }
  var isQuiet: Bool { given.isOn("quiet") }

  private func run() throws {
    guard !(resumes && keepsNothing) else {
      throw ExplainerError(
        .badParameter, "--resume needs what --no-cache does not keep", remedy: "leave one of them out")
    }
    if let report = given["report"], !ChainFormat.isPage(report) {
      throw ExplainerError(
        .badParameter, "--report cannot be '\(report)': a report is a page",
        expected: "a name that ends in .html or .htm, or in nothing")
    }
    let installation = Installation.current()
    let registry = try Registry(installation)
    let plan = try plan(installation, registry)
    if onlyChecks {
      return StandardOutput.writeLine("\(plan.script.source.name): \(ChainEstimate(plan).shortText)")
    }
    if given.isOn("dry-run") {
      let (catalog, reader) = (ModelCatalog(installation), ModelReader(installation))
      let estimate = ChainEstimate(plan) { model, text in
        try? reader.tokenCount(of: text, on: catalog.locate(model))
      }
      return StandardOutput.write(Array(estimate.text.utf8))
    }
    if !isQuiet { registry.warnings.forEach { StandardError.write("warning: \($0)") } }
    let code = try run(plan, installation, registry)
    if code != 0 { StandardOutput.exit(code) }
  }

  private func run(_ plan: ChainPlan, _ installation: Installation, _ registry: Registry) throws -> Int32 {
    let style = TerminalStyle.detect(
      environment: (given.choice("colour") ?? ColourChoice.auto).applied(to: installation.environment),
      isTerminal: StandardOutput.isTerminal, columns: StandardOutput.columns)
    let study = StudyReport(plan)
    let progress = ChainProgress(isQuiet: isQuiet)
    let showsDocuments = plan.writesNothing && !isJSON
    let runner = try ChainRunner(
      plan, EntryPointRunner(installation, keeping: 8, registry: registry), installation,
      options: try options(installation), rendering: ChainRendering.rendering
    ) { event in
      progress.receive(event)
      guard case .ended(let outcome, _) = event else { return }
      if plan.report != nil { study.add(outcome) }
      guard showsDocuments, case .explained(let document) = outcome.result else { return }
      progress.finish()
      StandardOutput.write(Array((TerminalRenderer(style: style).render(document) + "\n").utf8))
    }
    var (summary, collected) = runner.run()
    progress.finish()
    if let file = plan.report, summary.stop == nil {
      let report = study.report(summary, collected) { runner.digest(ofModel: $0) }
      try FileSystem.makeFolder(FileSystem.folder(of: file))
      try OutputFile.write(Array(ReportRenderer().render(report).utf8), to: file)
      summary.files += 1
    }
    show(summary, collected, style)
    return summary.exitCode
  }

  private func show(_ summary: ChainSummary, _ collected: [CollectedData], _ style: TerminalStyle) {
    if isJSON {
      let json: JSONValue = [
        "schema": "explainer/chain-result/1", "summary": summary.json,
        "collected": .object(JSONObject(collected.map { ($0.id, .array($0.objects)) })),
      ]
      StandardOutput.writeJSONLine(json.text())
    } else if summary.stop == nil {
      for data in collected {
        StandardOutput.write(Array((TerminalRenderer(style: style).render(data.figure) + "\n").utf8))
      }
    }
    if let stop = summary.stop { StandardError.write("error: \(stop)") }
    guard !isQuiet else { return }
    summary.missingInBrief.forEach { StandardError.write($0) }
    if summary.stop != nil, !keepsNothing {
      StandardError.write("The same command with --resume goes on from here.")
    }
    StandardError.write(summary.text)
  }
}
