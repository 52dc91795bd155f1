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
import TransformerModels

/// `explainer trace`: what forward passes held at the sites asked for, changed and differentiated as wanted, as a
/// safetensors or numpy file.
enum TraceCommand {
  static let command = Command(
    name: "trace", summary: "Write what a forward pass held at any sites, or the gradients there.",
    discussion: """
      Sites: \(SiteKind.names(in: [.beginning, .layer])), final_norm, logits; where the model has them pooler, \
      class_logits, token_class_logits and span_logits; of two stacks encoder.… and decoder.…, in the decoder \
      \(SiteKind.names(in: [.crossing])) too. '*' matches within a word, '*' alone everything. Names of \
      TransformerLens and Hugging Face are understood; 'explainer sites MODEL' lists what a model has.

      Of a pair, a model with one stack reads both sentences as one text, with segments where it has them; of two \
      stacks the encoder reads sentence A and the decoder sentence B, as it is tokenised.

      An edit is 'SITE [texts=LIST] [heads=LIST] [positions=LIST] [dims=LIST] OPERATION [renormalise]', such as \
      'layers.5.attention.mixed heads=3 set=0' or 'layers.*.mlp.output positions=-1,2-4 scale=0.5'. Operations: set=, \
      add=, scale=, mean=positions, mean=texts, remove= and keep= (a direction). A value is a number, @FILE:NAME (a \
      tensor of a .safetensors file), @text:N (what text N of the pass holds there) or another text in quotes. \
      Attention patterns can be brought back to sums of 1: renormalise.

      --gradient-of takes a sum of terms: '" are" - " is"' (scores of the next token), '#318', 'class:LABEL', 'start', \
      'end', 'SITE[INDEX]'; each may have a factor in front ('0.5*') and a token or a text behind ('@-2', '@text:1').

      Of several texts the tensors are called '0/SITE', '1/SITE', …; what edits and objectives say of texts counts \
      them so.
      """,
    usage: "--model <model> --text <text> --sites <sites> --output <file> [options]",
    arguments: [
      Argument.model.required, .adapter, .text, .chat, .system, .tools, .sentenceA, .sentenceB, .texts,
      .option(
        "sites", "SITES", "sites to write, separated by commas: 'layers.*.residual.post,logits'",
        completion: CompletedValue(sources: [.sites])),
      .edit, .edits,
      .option(
        "gradient-of", "TERMS",
        "differentiate this: '\" are\" - \" is\"'; without --at its value is written, as 'objective'",
        values: .text),
      .option(
        "at", "SITES",
        "sites whose gradients are written, under the sites' names; beside --sites as gradient.SITE",
        completion: CompletedValue(sources: [.sites])),
      .flag(
        "recompute",
        "compute what the way back needs again, layer by layer, in place of holding it: less memory, the same numbers"
      ),
      .option(
        "output", "FILE", "the file to write: .safetensors, or .npz for numpy", short: "o", isRequired: true,
        completion: .files("safetensors", "npz")),
      .batchTokens,
      .keepNewline, .truncate, .timeout, .memory, .timing,
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let stages = StageReport(since: given.start)
    let showsTiming = given.isOn("timing")
    let output = try given.value("output")
    try TensorWriter.check(output, option: "--output")
    let chosen = try GivenTexts.chosen(given)
    let chat = try GivenChat.chosen(given, hasTexts: !chosen.isEmpty || given["texts"] != nil)
    try checkCombination(given, hasText: !chosen.isEmpty || chat != nil)
    try OutputFile.check(output)
    let edits = try GivenEdits(given)
    let objective = try given["gradient-of"].map { text throws(ExplainerError) in try Objective(text) }
    let installation = Installation.current()
    let texts = try GivenTexts.read(chosen, keepingNewline: given.isOn("keep-newline"))
    let file = try given["texts"].map { path throws(ExplainerError) in
      (path, try FileSystem.read(path, limit: GivenText.largestFile, allowsStreams: true))
    }
    let catalog = ModelCatalog(installation)
    let display = DownloadDisplay(settings: catalog.hub.settings)
    defer { display.finish() }
    let location = try catalog.adapted(
      catalog.provide(try given.value("model"), observe: { display.receive($0) }), by: given["adapter"])
    let limits = try Limits(given)
    let job = TraceJob(
      sites: try sites("sites", given), gradientsAt: try sites("at", given),
      objective: objective, edits: edits.edits, tensors: edits.tensors, isMany: file != nil,
      batchTokens: TextBatches.limit(given), truncates: given.isOn("truncate"),
      recomputes: given.isOn("recompute"),
      output: output, memory: SandboxPolicy(ofCall: limits).memoryLimit)
    let reader = ModelReader(installation, limits: limits)
    let conversation = try chat.map { chat throws(ExplainerError) in try reader.text(of: chat, on: location) }
    let result = try OutputFile(output)
    let feedback = Feedback(isQuiet: false, stages: stages)
    defer { feedback.finish() }
    var summary = ""
    stages.finish("command line")
    try reader.read(location, tellsStages: showsTiming) {
      message throws(ExplainerError) in
      switch message {
      case .model(let info): StandardError.writeWarnings(of: info)
      case .stage(let name, let seconds): stages.add(name, seconds: seconds)
      case .progress(let share, let note): feedback.receive(.progress(share, note))
      case .log(let level, let text):
        feedback.finish()
        StandardError.write("\(level == .info ? "note" : level.word): \(text.asOneLine)")
      case .output(let bytes): try result.write(bytes)
      case .answer(let text): summary = text.string ?? ""
      default: break
      }
    } doing: { model, channel in
      let texts =
        try file.map { path, bytes in try GivenText.texts(in: bytes, of: path) }
        ?? [conversation.map { .chat($0) } ?? (texts.count > 1 ? .pair(texts[0], texts[1]) : .text(texts[0]))]
      try job.run(over: texts, model, channel)
    }
    feedback.finish()
    stages.finish("model, pass and writing")
    try result.commit()
    if showsTiming { StandardError.write(stages.text) }
    StandardError.write("wrote \(summary) to \(output)".asOneLine)
  }

  /// The patterns of an option that takes sites; none where it is not given.
  private static func sites(_ option: String, _ given: GivenArguments) throws(ExplainerError) -> [SitePattern]
  {
    guard let text = given[option] else { return [] }
    let patterns = SitePattern.list(text)
    guard !patterns.isEmpty else {
      throw ExplainerError(
        .badParameter, "--\(option) names no site", expected: "such as 'layers.*.residual.post,logits'")
    }
    return patterns
  }

  /// Refuses what cannot be meant together, and what lacks its other half.
  private static func checkCombination(_ given: GivenArguments, hasText: Bool) throws(ExplainerError) {
    let isMany = given["texts"] != nil
    guard hasText != isMany else {
      throw ExplainerError(
        .badParameter, isMany ? "texts were given in two ways" : "'trace' needs a text",
        remedy: isMany
          ? "give --texts FILE, or --text, or --sentence-a and --sentence-b"
          : "give --text, or --chat, or --sentence-a and --sentence-b, or --texts FILE")
    }
    guard isMany || given["batch-tokens"] == nil else {
      throw ExplainerError(
        .badParameter, "--batch-tokens is for many texts", remedy: "add --texts FILE, or leave it out")
    }
    guard !given.isOn("recompute") || given["gradient-of"] != nil else {
      throw ExplainerError(
        .badParameter, "--recompute is for gradients", remedy: "add --gradient-of and --at, or leave it out")
    }
    let (objective, at) = (given["gradient-of"], given["at"])
    guard objective != nil || at == nil else {
      throw ExplainerError(
        .badParameter, "--at needs --gradient-of", expected: "what is differentiated: '\" are\" - \" is\"'")
    }
    guard given["sites"] != nil || objective != nil else {
      throw ExplainerError(
        .badParameter, "'trace' needs --sites or --gradient-of", expected: "what is to be written",
        remedy: "'explainer sites MODEL' lists what there is")
    }
  }
}
