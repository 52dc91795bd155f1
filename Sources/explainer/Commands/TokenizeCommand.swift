import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import HuggingFaceHub
import JSON
import PluginRegistry

/// `explainer tokenize`: ids, tokens and offsets of a text.
enum TokenizeCommand {
  static let command = Command(
    name: "tokenize", summary: "Show how a model cuts a text into tokens: ids, tokens, offsets in bytes.",
    usage: RunCommand.usage,
    arguments: [
      Argument.model.required, .text,
      .option(
        "texts", "FILE", "a JSON Lines file; each line is a string or an object with \"text\"; needs --json",
        completion: .files("jsonl", "json")),
      .keepNewline, .flag("json", "print JSON; with --texts one answer a line"),
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let (text, texts, json) = (given["text"], given["texts"], given.isOn("json"))
    guard (text == nil) != (texts == nil) else {
      throw ExplainerError(
        .badParameter, text == nil ? "'tokenize' needs a text" : "texts were given in two ways",
        remedy: "give either --text TEXT or --texts FILE")
    }
    guard texts == nil || json else {
      throw ExplainerError(.badParameter, "--texts answers in JSON", remedy: "add --json")
    }
    let catalog = ModelCatalog(.current())
    let display = DownloadDisplay(settings: catalog.hub.settings)
    defer { display.finish() }
    let model = try catalog.load(try given.value("model"), observe: { display.receive($0) })
    StandardError.writeWarnings(of: model.info)
    if let texts {
      for (number, line) in try FileSystem.read(texts).split(separator: 0x0A).enumerated() {
        let value: JSONValue
        do { value = try JSONValue(parsing: Array(line)) } catch {
          throw ExplainerError(
            .badData, "not valid JSON: \(error.message)", at: ["\(texts):\(number + 1):\(error.column)"])
        }
        guard let text = value.string ?? value["text"]?.string else {
          throw ExplainerError(
            .badData, "a line is neither a string nor an object with a string 'text'",
            at: ["\(texts):\(number + 1)"])
        }
        StandardOutput.writeLine(Self.json(text, try model.tokenize(text)).text())
      }
      return
    }
    let whole = try GivenTexts.read([text ?? ""], keepingNewline: given.isOn("keep-newline"))[0]
    let tokens = try model.tokenize(whole)
    if json {
      StandardOutput.writeLine(Self.json(whole, tokens).text(pretty: true))
      return
    }
    var table = PlainTable(["position", "id", "token", "bytes"])
    for (position, token) in tokens.enumerated() {
      let range = token.byteRange.map { "\($0.lowerBound)..<\($0.upperBound)" } ?? ""
      table.append(["\(position)", "\(token.id)", JSONValue.string(token.display).text(), range])
    }
    StandardOutput.writeLine(table.text)
  }

  private static func json(_ text: String, _ tokens: [Token]) -> JSONValue {
    [
      "text": .string(text), "ids": JSONValue(tokens.map(\.id)), "tokens": JSONValue(tokens.map(\.piece)),
      "texts": JSONValue(tokens.map(\.text)),
      "byte_offsets": .array(
        tokens.map { token in token.byteRange.map { JSONValue([$0.lowerBound, $0.upperBound]) } ?? .null }),
    ]
  }
}
