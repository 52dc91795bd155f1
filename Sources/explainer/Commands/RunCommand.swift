import Diagnostics
import ExplainerCore
import ExplainerHost
import HuggingFaceHub
import PluginHost
import PluginRegistry
import Sandbox

/// `explainer run ENTRY-POINT …`: runs an entry point, whose parameters are options too.
enum RunCommand {
  static let usage = "--model <model> --text <text> [options]"
  static let command = Command(
    name: "run", summary: "Run an entry point on a model and a text.",
    discussion: """
      What there is to run: 'explainer list-entry-points'. What an entry point takes besides these options: \
      'explainer run predictions --help'.
      """,
    usage: "<entry-point> \(usage)", arguments: [.entryPoint] + options, entryPointWords: 1, run: run)

  /// What every entry point can be asked with.
  static let options: [Argument] = [
    .model, .adapter,
    Argument.text.changed {
      $0.summary += "; twice for entry points that take a pair"
      $0.repeats = true
    },
    .chat, .system, .tools, .sentenceA, .sentenceB, .keepNewline,
    .option(
      "from", "FILE",
      "take the model and the texts from an explanation in JSON ('-' reads standard input), unless given",
      completion: .files("json")),
    .option(
      "format", "FORMAT", "the form of the answer", values: .choices(OutputFormat.allCases.map(\.rawValue)),
      absence: "by the ending of --output, else terminal"),
    .option(
      "output", "FILE", "write there instead of standard output", short: "o", completion: .files()),
    .flag("open", "open the result in the browser (html or svg)"),
    .option(
      "tensors", "FILE", "also write the tensors: a .safetensors file, or .npz for numpy",
      completion: .files("safetensors", "npz")),
    .truncate,
    .option(
      "timeout", "SECONDS", "stop the plugin after this time; 0: never",
      default: "\(Int(Limits.standardSeconds))"),
    .option(
      "memory", "SIZE", "memory the plugin may use, e.g. 2G", absence: MemoryShare.call.words),
    .colour, .timing, .quiet,
    .flag("trust", "lift the walls for this run: the plugin may use files, network and programs as you may"),
    .flag(
      "in-process", "run the plugin in this process, for debuggers: a crash is then one of the program"),
  ]

  /// Runs the entry point that was named.
  static func run(_ given: GivenArguments) throws {
    guard let (target, registry) = given.target else { throw given.missing(Argument.entryPoint.name) }
    let stages = StageReport(since: given.start)
    let options = try RunOptions(given, entryPoint: target.entryPoint)
    if !options.isQuiet { registry.warnings.forEach { StandardError.write("warning: \($0)") } }
    var request = try ExplanationRequest(
      asking: target.entryPoint, texts: options.texts, given: options.parameters,
      truncates: options.truncates)
    request.chats = options.chats
    let output = try ExplanationOutput(options)
    let installation = Installation.current()
    let catalog = ModelCatalog(installation)
    let display = DownloadDisplay(isQuiet: options.isQuiet, settings: catalog.hub.settings)
    defer { display.finish() }
    let model = try catalog.adapted(
      catalog.provide(options.model, observe: { display.receive($0) }), by: options.adapter)
    stages.finish("command line, registry")
    if let chat = options.chat {
      let text = try ModelReader(installation).text(of: chat, on: model)
      (request.texts, request.chats) = ([text.text], [text])
      stages.finish("chat template")
    }

    let feedback = Feedback(isQuiet: options.isQuiet, stages: stages)
    defer { feedback.finish() }
    // The call has a clock of its own; reading what it gave may take as long again.
    let seconds = options.runsInProcess ? nil : options.limits.seconds.map { 2 * $0 + 5 }
    let document = try DrawingTime.within(seconds) {
      try EntryPointRunner(installation).run(
        target, on: model, request: request,
        limits: options.limits, wantsTensors: options.tensorFile != nil, inProcess: options.runsInProcess,
        observe: { feedback.receive($0) })
    }
    feedback.finish()
    stages.finish("worker, start to end")
    try output.deliver(document, environment: installation.environment)
    stages.finish("figures, output")
    if options.showsTiming { StandardError.write(stages.text) }
  }
}
