import PluginRegistry
import ArgumentParser
import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import HuggingFaceHub
import JSON

/// `explainer tokenize`: ids, tokens and offsets of a text.
struct TokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize",
    abstract: "Show how a model cuts a text into tokens: ids, tokens, offsets in bytes.")

  @Option(help: "An embedded model, a directory, or a Hugging Face id.", completion: .models) var model:
    String
  @Option(parsing: .unconditional, help: "The text; '-' reads standard input.") var text: String?
  @Option(
    help: "A JSON Lines file; each line is a string or an object with \"text\". Needs --json.",
    completion: .file(extensions: ["jsonl", "json"]))
  var texts: String?
  @Flag(help: "The line end behind a text from standard input is part of the text.") var keepNewline = false
  @Flag(help: "Print JSON; with --texts one answer a line.") var json = false

  func validate() throws {
    guard (text == nil) != (texts == nil) else { throw ValidationError("Give either --text or --texts.") }
    guard texts == nil || json else { throw ValidationError("--texts answers in JSON: add --json.") }
  }

  func run() throws {
    let catalog = ModelCatalog(.current())
    let display = DownloadDisplay(settings: catalog.hub.settings)
    defer { display.finish() }
    let model = try catalog.load(model, observe: { display.receive($0) })
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
    let text = try GivenTexts.read([text ?? ""], keepingNewline: keepNewline)[0]
    let tokens = try model.tokenize(text)
    if json {
      StandardOutput.writeLine(Self.json(text, tokens).text(pretty: true))
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
