import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import HuggingFaceHub
import JSON
import PluginHost
import PluginRegistry
import Sandbox

/// `explainer continue`: what a model goes on with, while what flows through it is changed as wanted.
enum ContinueCommand {
  static let command = Command(
    name: "continue", summary: "Continue texts, and change what flows through the model on the way.",
    discussion: """
      Texts are continued by the checkpoint's rules, as 'run predictions --generate' does it: the best token at each step, \
      at random, or with beams. Of two stacks the encoder reads the text.

      Edits are those of 'explainer trace --help'. They are made in every pass: where no positions= are given, at every \
      token, those that are added among them. Positions count the tokens of the text as it grows, negative ones back from \
      the end of the prompt; those that are not there yet are edited once they are. The last token that is added is not \
      read any more. Edits of an encoder are made once, when it reads. What makes one token's numbers of other tokens' \
      (mean=, set=@text:N) can be done at the prompt's positions alone, and tensors with a row for each token need as many \
      positions.

      Many texts go through the model side by side, and each is continued as it is alone; drawn at random, each by the \
      numbers of the seed from the first. Their answers are JSON, one a line.
      """,
    usage: "--model <model> --text <text> [options]",
    arguments: [
      Argument.model.required, .adapter, .text, .chat, .system, .tools, .texts,
      .option(
        "generate", "N", "tokens to add at most", values: .wholeNumber(1...1 << 30), default: "20"),
      .option(
        "beams", "N", "texts carried along side by side (beam search); 1 is greedy",
        values: .wholeNumber(1...64), absence: "the best token at each step"),
      .flag("do-sample", "draw tokens at random instead of taking the best"),
      .option(
        "temperature", "X", "divides the scores before drawing",
        values: .described("a number above 0", isText: false), default: "1"),
      .option(
        "top-k", "N", "draw among this many best tokens; 0 is all", values: .wholeNumber(0...1 << 30),
        default: "0"),
      .option(
        "top-p", "X", "draw among the best tokens that together reach this probability; 1 is all",
        values: .described("a number above 0, at most 1", isText: false), default: "1"),
      .option(
        "seed", "N", "seed of the random draws", values: .wholeNumber(0...1 << 53), default: "0"),
      .edit, .edits, .batchTokens, .keepNewline, .truncate,
      .flag("json", "print JSON; with --texts one answer a line"), .timeout, .memory,
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let (text, isMany, isJSON) = (given["text"], given["texts"] != nil, given.isOn("json"))
    let chat = try GivenChat.chosen(given, hasTexts: text != nil || isMany)
    try checkCombination(given, isChat: chat != nil)
    let edits = try GivenEdits(given)
    let options = try options(given)
    let installation = Installation.current()
    let file = try given["texts"].map { path throws(ExplainerError) in
      (path, try FileSystem.read(path, limit: GivenText.largestFile, allowsStreams: true))
    }
    let whole = try text.map { text throws(ExplainerError) in
      try GivenTexts.read([text], keepingNewline: given.isOn("keep-newline"))[0]
    }
    let catalog = ModelCatalog(installation)
    let display = DownloadDisplay(settings: catalog.hub.settings)
    defer { display.finish() }
    let location = try catalog.adapted(
      catalog.provide(try given.value("model"), observe: { display.receive($0) }), by: given["adapter"])
    let limits = try Limits(given)
    let reader = ModelReader(installation, limits: limits)
    let conversation = try chat.map { chat throws(ExplainerError) in try reader.text(of: chat, on: location) }
    let job = ContinueJob(
      options: options, edits: edits.edits, tensors: edits.tensors, isMany: isMany, isJSON: isJSON,
      batchTokens: TextBatches.limit(given), truncates: given.isOn("truncate"),
      memory: SandboxPolicy(ofCall: limits).memoryLimit)
    let feedback = Feedback(isQuiet: false, stages: StageReport(since: given.start))
    defer { feedback.finish() }
    try reader.read(location) { message throws(ExplainerError) in
      switch message {
      case .model(let info): StandardError.writeWarnings(of: info)
      case .progress(let share, let note): feedback.receive(.progress(share, note))
      case .log(let level, let text):
        feedback.finish()
        StandardError.write("\(level == .info ? "note" : level.word): \(text.asOneLine)")
      case .output(let bytes):
        feedback.finish()
        if isJSON { StandardOutput.writeJSON(bytes) } else { StandardOutput.write(bytes) }
      default: break
      }
    } doing: { model, channel in
      let texts =
        try file.map { path, bytes in try GivenText.texts(in: bytes, of: path) }
        ?? [conversation.map { .chat($0) } ?? .text(whole ?? "")]
      try job.run(over: texts, model, channel)
    }
  }

  private static func options(_ given: GivenArguments) throws(ExplainerError) -> GenerationOptions {
    func number(_ name: String) throws(ExplainerError) -> Double {
      guard let number = Double(try given.value(name)) else {
        throw ExplainerError(
          .badParameter, "--\(name) cannot be '\(try given.value(name))'", expected: "a number")
      }
      return number
    }
    return GenerationOptions(
      maximumNewTokens: try given.wholeNumber("generate"), samples: given.isOn("do-sample"),
      temperature: try number("temperature"), topK: try given.wholeNumber("top-k"),
      topP: try number("top-p"), seed: try given.wholeNumber("seed"),
      beams: given["beams"].flatMap { Int($0) })
  }

  /// Refuses what cannot be meant together.
  private static func checkCombination(_ given: GivenArguments, isChat: Bool) throws(ExplainerError) {
    let isMany = given["texts"] != nil
    guard isChat || (given["text"] != nil) != isMany else {
      throw ExplainerError(
        .badParameter, isMany ? "texts were given in two ways" : "'continue' needs a text",
        remedy: "give one of --text TEXT, --chat TEXT and --texts FILE")
    }
    guard !isMany || given.isOn("json") else {
      throw ExplainerError(.badParameter, "--texts answers in JSON", remedy: "add --json")
    }
    guard isMany || given["batch-tokens"] == nil else {
      throw ExplainerError(
        .badParameter, "--batch-tokens is for many texts", remedy: "add --texts FILE, or leave it out")
    }
  }
}
