import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import HuggingFaceHub
import JSON
import PluginHost
import PluginRegistry
import Sandbox

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
      .keepNewline, .truncate, .timeout, .memory, .timing,
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let stages = StageReport(since: given.start)
    let showsTiming = given.isOn("timing")
    let output = try given.value("output")
    try TensorWriter.check(output, option: "--output")
    try OutputFile.check(output)
    let installation = Installation.current()
    let texts = try GivenTexts.read(
      GivenTexts.chosen(given), keepingNewline: given.isOn("keep-newline"))
    guard !texts.isEmpty else {
      throw ExplainerError(
        .badParameter, "'trace' needs a text", remedy: "give --text, or --sentence-a and --sentence-b")
    }
    let catalog = ModelCatalog(installation)
    let display = DownloadDisplay(settings: catalog.hub.settings)
    defer { display.finish() }
    let location = try catalog.provide(try given.value("model"), observe: { display.receive($0) })
    let reader = ModelReader(installation, limits: try Limits(given))
    let sites = SitePattern.list(try given.value("sites"))
    let truncates = given.isOn("truncate")
    let file = try OutputFile(output)
    var summary = ""
    stages.finish("command line")
    try reader.read(location, tellsStages: showsTiming) { message throws(ExplainerError) in
      switch message {
      case .model(let info): StandardError.writeWarnings(of: info)
      case .stage(let name, let seconds): stages.add(name, seconds: seconds)
      case .log(let level, let text): StandardError.write("\(level.word): \(text.asOneLine)")
      case .output(let bytes): try file.write(bytes)
      case .answer(let text): summary = text.string ?? ""
      default: break
      }
    } doing: { model, channel in
      let call = ExplainerCall(
        texts: texts, parameters: Parameters([:]), truncates: truncates, model: model,
        reporter: channel.reporter)
      let input = try input(call)
      let trace = try model.run(input, capturing: sites)
      let lists = [("ids", input.ids), ("segments", input.segments), ("decoder_ids", input.decoderIDs)]
      try TensorWriter.emit(
        trace.entries.map { ($0.site.name, $0.tensor) },
        metadata: [("model", model.info.id)]
          + lists.compactMap { name, list in
            list.map { (name, $0.map(String.init).joined(separator: " ")) }
          }, to: output
      ) { bytes throws(ExplainerError) in channel.write(bytes) }
      let count = input.ids.count + (input.decoderIDs?.count ?? 0)
      channel.answer(.string("\(trace.entries.count) tensors of \(count) tokens"))
    }
    stages.finish("model, pass and writing")
    try file.commit()
    if showsTiming { StandardError.write(stages.text) }
    StandardError.write("wrote \(summary) to \(output)")
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
