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

/// `explainer tokenize`: ids, tokens and offsets of a text.
enum TokenizeCommand {
  static let command = Command(
    name: "tokenize", summary: "Show how a model cuts a text into tokens: ids, tokens, offsets in bytes.",
    usage: RunCommand.usage,
    arguments: [
      Argument.model.required, .text, .chat, .system, .tools,
      .option(
        "texts", "FILE", "a JSON Lines file; each line is a string or an object with \"text\"; needs --json",
        completion: .files("jsonl", "json")),
      .keepNewline, .flag("json", "print JSON; with --texts one answer a line"), .timeout, .memory,
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let (text, texts, json) = (given["text"], given["texts"], given.isOn("json"))
    let chat = try GivenChat.chosen(given, hasTexts: text != nil || texts != nil)
    guard chat != nil || (text == nil) != (texts == nil) else {
      throw ExplainerError(
        .badParameter, text == nil ? "'tokenize' needs a text" : "texts were given in two ways",
        remedy: "give one of --text TEXT, --chat TEXT and --texts FILE")
    }
    guard texts == nil || json else {
      throw ExplainerError(.badParameter, "--texts answers in JSON", remedy: "add --json")
    }
    let installation = Installation.current()
    let reader = ModelReader(installation, limits: try Limits(given))
    let catalog = ModelCatalog(installation)
    let display = DownloadDisplay(settings: catalog.hub.settings)
    defer { display.finish() }
    let location = try catalog.provide(
      try given.value("model"), parts: .tokenizer, observe: { display.receive($0) })
    let lines = try texts.map { file throws(ExplainerError) in
      try FileSystem.read(file, limit: maximumFileSize, allowsStreams: true)
    }
    let whole = try text.map { text throws(ExplainerError) in
      try GivenTexts.read([text], keepingNewline: given.isOn("keep-newline"))[0]
    }
    let conversation = try chat.map { chat throws(ExplainerError) in try reader.text(of: chat, on: location) }
    try reader.readTokenizer(location) { message throws(ExplainerError) in
      switch message {
      case .log(let level, let text): StandardError.write("\(level.word): \(text.asOneLine)")
      case .output(let bytes):
        if json { StandardOutput.writeJSON(bytes) } else { StandardOutput.write(bytes) }
      default: break
      }
    } doing: { tokenizer, channel in
      if let texts, let lines { try answer(lines, of: texts, tokenizer, channel) }
      let tokens = conversation.map { tokenizer.tokenize($0) } ?? whole.map { tokenizer.tokenize($0) }
      guard let text = conversation?.text ?? whole, let tokens else { return }
      channel.writeLine(json ? Self.json(text, tokens).text(pretty: true) : table(tokens))
    }
  }

  /// Bytes of the largest file of texts that is read.
  private static let maximumFileSize = 1 << 30

  /// Answers each line of a JSON Lines file.
  private static func answer(
    _ lines: [UInt8], of file: String, _ tokenizer: ModelTokenizer, _ channel: ModelReaderChannel
  ) throws {
    for (number, line) in lines.split(separator: 0x0A).enumerated() {
      let value: JSONValue
      do { value = try JSONValue(parsing: Array(line)) } catch {
        throw ExplainerError(
          .badData, error.words, at: ["\(file):\(number + 1):\(error.column)"])
      }
      guard let text = value.string ?? value["text"]?.string else {
        throw ExplainerError(
          .badData, "a line is neither a string nor an object with a string 'text'",
          at: ["\(file):\(number + 1)"])
      }
      channel.writeLine(Self.json(text, tokenizer.tokenize(text)).text())
    }
  }

  private static func table(_ tokens: [Token]) -> String {
    let hasRoles = tokens.contains { $0.role != nil }
    var table = PlainTable(["position", "id", "token", "bytes"] + (hasRoles ? ["role"] : []))
    for (position, token) in tokens.enumerated() {
      let range = token.byteRange.map { "\($0.lowerBound)..<\($0.upperBound)" } ?? ""
      table.append(
        ["\(position)", "\(token.id)", JSONValue.string(token.display).text(), range]
          + (hasRoles ? [token.role ?? ""] : []))
    }
    return table.text
  }

  private static func json(_ text: String, _ tokens: [Token]) -> JSONValue {
    var answer: JSONObject = [
      "text": .string(text), "ids": JSONValue(tokens.map(\.id)), "tokens": JSONValue(tokens.map(\.piece)),
      "texts": JSONValue(tokens.map(\.text)),
      "byte_offsets": .array(
        tokens.map { token in token.byteRange.map { JSONValue([$0.lowerBound, $0.upperBound]) } ?? .null }),
    ]
    if tokens.contains(where: { $0.role != nil }) {
      answer["roles"] = .array(tokens.map { $0.role.map { .string($0) } ?? .null })
    }
    return .object(answer)
  }
}
