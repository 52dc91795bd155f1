import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import HuggingFaceHub
import JSON
import PluginRegistry

/// `explainer trace`: what one forward pass held at the sites asked for, as a safetensors or numpy file.
enum TraceCommand {
  static let command = Command(
    name: "trace", summary: "Write what one forward pass held at any sites, under their own names.",
    discussion: """
      Sites: \(SiteKind.names(in: [.beginning, .layer])), final_norm, logits; where the model has them pooler and \
      class_logits; of two stacks encoder.… and decoder.…, in the decoder \(SiteKind.names(in: [.crossing])) too. \
      '*' matches within a word, '*' alone everything.

      Of a pair, a model with one stack reads both sentences as one text, with segments where it has them; of two \
      stacks the encoder reads sentence A and the decoder sentence B, as it is tokenised.
      """,
    usage: "--model <model> --text <text> --sites <sites> --output <file> [options]",
    arguments: [
      Argument.model.required, .text, .sentenceA, .sentenceB,
      .option(
        "sites", "SITES", "sites to write, separated by commas: 'layers.*.residual.post,logits'",
        isRequired: true, completion: CompletedValue(sources: [.sites])),
      .option(
        "output", "FILE", "the file to write: .safetensors, or .npz for numpy", short: "o", isRequired: true,
        completion: .files("safetensors", "npz")),
      .keepNewline, .truncate,
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let output = try given.value("output")
    try TensorWriter.check(output, option: "--output")
    try OutputFile.check(output)
    let catalog = ModelCatalog(.current())
    let display = DownloadDisplay(settings: catalog.hub.settings)
    defer { display.finish() }
    let model = try catalog.load(try given.value("model"), observe: { display.receive($0) })
    StandardError.writeWarnings(of: model.info)
    let texts = try GivenTexts.read(
      GivenTexts.chosen(given), keepingNewline: given.isOn("keep-newline"))
    guard !texts.isEmpty else {
      throw ExplainerError(
        .badParameter, "'trace' needs a text", remedy: "give --text, or --sentence-a and --sentence-b")
    }
    let call = ExplainerCall(
      texts: texts, parameters: Parameters([:]), truncates: given.isOn("truncate"), model: model,
      reporter: StandardErrorReporter())
    let input = try input(call)
    let trace = try model.run(input, capturing: SitePattern.list(try given.value("sites")))
    let lists = [("ids", input.ids), ("segments", input.segments), ("decoder_ids", input.decoderIDs)]
    try TensorWriter.write(
      trace.entries.map { ($0.site.name, $0.tensor) },
      metadata: [("model", model.info.id)]
        + lists.compactMap { name, list in
          list.map { (name, $0.map(String.init).joined(separator: " ")) }
        }, to: output)
    let count = input.ids.count + (input.decoderIDs?.count ?? 0)
    StandardError.write("wrote \(trace.entries.count) tensors of \(count) tokens to \(output)")
  }

  private static func input(_ call: ExplainerCall) throws -> ModelInput {
    guard call.texts.count > 1 else { return ModelInput(ids: try call.tokens().map(\.id)) }
    guard call.model.info.kind == .sequenceToSequence else {
      let pair = try call.model.tokenize(call.texts[0], and: call.texts[1])
      return ModelInput(ids: pair.tokens.map(\.id), segments: pair.segments)
    }
    return ModelInput(
      ids: try call.tokens().map(\.id), decoderIDs: try call.tokens(ofText: 1).map(\.id))
  }
}

/// Log lines of a call that runs in this process.
private struct StandardErrorReporter: Reporter {
  func progress(_ fraction: Double?, _ note: String) {}
  func log(_ level: LogLevel, _ message: String) { StandardError.write("\(level.word): \(message)") }
  var isCancelled: Bool { false }
}
