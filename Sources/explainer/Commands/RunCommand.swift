import ArgumentParser
import Diagnostics
import ExplainerCore
import ExplainerHost
import HuggingFaceHub
import PluginHost
import PluginRegistry

/// `explainer run ENTRY …`: runs an entry point; its options come from the registry.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an entry point on a model and a text.",
    usage: "explainer run <entry-point> --model <model> --text <text> [options]",
    discussion: "'explainer run <entry-point> --help' documents the entry point's own options.")

  @Argument(parsing: .captureForPassthrough, help: "The entry point and its options.") var arguments:
    [String] = []

  func run() throws { try Self.run(arguments) }

  /// Runs the entry point that the first of `arguments` names, with the options that follow it.
  static func run(_ arguments: [String]) throws {
    let stages = StageReport()
    guard let name = arguments.first(where: { !$0.hasPrefix("-") }), arguments.first == name else {
      guard arguments.isEmpty || arguments.contains("--help") || arguments.contains("-h") else {
        throw ExplainerError(
          .badParameter, "'run' needs the name of an entry point first",
          remedy: "'explainer list-entry-points' shows what there is")
      }
      StandardOutput.writeLine(RunHelp.general)
      return
    }
    let installation = Installation.current()
    let registry = try Registry(installation)
    let target = try registry.entryPoint(named: name)
    let scanned = try OptionScanner(
      Array(arguments.dropFirst()), options: RunOptions.scannerOptions(for: target.entryPoint),
      context: "run \(target.entryPoint.name)")
    guard !scanned.isOn("help") else {
      StandardOutput.writeLine(RunHelp.text(for: target))
      return
    }
    if let extra = scanned.positionals.first {
      throw ExplainerError(
        .badParameter, "'\(extra)' is one word too many", remedy: "texts are given with --text, in quotes")
    }
    let options = try RunOptions(scanned, entryPoint: target.entryPoint)
    if !options.isQuiet { registry.warnings.forEach { StandardError.write("warning: \($0)") } }
    let parameters = try target.entryPoint.resolve(options.parameters)
    let output = try ExplanationOutput(options)
    let catalog = ModelCatalog(installation)
    let display = DownloadDisplay(isQuiet: options.isQuiet, settings: catalog.hub.settings)
    defer { display.finish() }
    let model = try catalog.provide(options.model, observe: { display.receive($0) })
    stages.finish("command line, registry")

    let feedback = Feedback(isQuiet: options.isQuiet, stages: stages)
    defer { feedback.finish() }
    let document = try EntryPointRunner(installation).run(
      target, on: model,
      request: ExplanationRequest(
        texts: options.texts, parameters: parameters.values, truncates: options.truncates),
      limits: options.limits, wantsTensors: options.tensorFile != nil, inProcess: options.runsInProcess,
      observe: { feedback.receive($0) })
    feedback.finish()
    stages.finish("worker, start to end")
    try output.deliver(document, environment: installation.environment)
    stages.finish("figures, output")
    if options.showsTiming { StandardError.write(stages.text) }
  }
}
