import ArgumentParser
import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import JSON

/// `explainer trace`: what one forward pass held at the sites asked for, as a safetensors file.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Write what one forward pass held at any sites, under their own names.",
    discussion: """
      Sites: embeddings, layers.N.residual.pre|mid|post, layers.N.attention.query|key|value|scores|pattern|output, \
      layers.N.mlp.neurons|output, final_norm, logits. '*' matches within a word, '*' alone everything.
      """)

  @Option(help: "An embedded model, a directory, or a Hugging Face id in the local cache.") var model: String
  @Option(parsing: .unconditional, help: "The text; '-' reads standard input.") var text: String
  @Option(help: "Sites to write, separated by commas: 'layers.*.residual.post,logits'.") var sites: String
  @Option(name: .shortAndLong, help: "The .safetensors file to write.") var output: String
  @Flag(help: "Cut a text longer than the model's context to its first tokens.") var truncate = false

  func run() throws {
    try OutputFile.check(output)
    let model = try ModelCatalog(.current()).load(model)
    let call = ExplainerCall(
      texts: [text == "-" ? try StandardInput.text() : text], parameters: Parameters([:]),
      truncates: truncate,
      model: model, reporter: StandardErrorReporter())
    let tokens = try call.tokens()
    let trace = try model.run(ModelInput(ids: tokens.map(\.id)), capturing: SitePattern.list(sites))
    try SafetensorsWriter.write(
      trace.entries.map { ($0.site.name, $0.tensor) },
      metadata: [
        ("model", model.info.id), ("ids", tokens.map { "\($0.id)" }.joined(separator: " ")),
      ], to: output)
    StandardError.write("wrote \(trace.entries.count) tensors of \(tokens.count) tokens to \(output)")
  }
}

/// Log lines of a call that runs in this process.
private struct StandardErrorReporter: Reporter {
  func progress(_ fraction: Double?, _ note: String) {}
  func log(_ level: LogLevel, _ message: String) { StandardError.write("\(level.word): \(message)") }
  var isCancelled: Bool { false }
}
