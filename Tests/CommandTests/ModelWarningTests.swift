import ExplainerTestSupport
import Foundation
import JSON
import Testing

/// What is odd about a checkpoint is said wherever its answers are seen, once.
@Suite struct ModelWarningTests {
  private let folder = TemporaryFolder("warning")

  /// A GPT-2 whose configuration has fewer layers than its weights.
  private func model() throws -> String {
    let source = Fixtures.model("gpt2")
    for file in try FileManager.default.contentsOfDirectory(atPath: source) where file != "config.json" {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder.path)/\(file)", withDestinationPath: "\(source)/\(file)")
    }
    let text = try String(contentsOfFile: "\(source)/config.json", encoding: .utf8)
    var object = try #require(try JSONValue(parsing: text).object)
    object["n_layer"] = 2
    object["attn_pdrop"] = nil
    // As Python writes it.
    let changed = JSONValue.object(object).text().replacing("}", with: #","attn_pdrop":Infinity}"#)
    folder.write(changed, to: "config.json")
    return folder.path
  }

  private static let words = "does not use 24 tensors of the checkpoint: transformer.h.2.* (12 tensors)"

  /// On standard error, in the document, on the page; not with --quiet.
  @Test func run() throws {
    let model = try model()
    let command = ["run", "predictions", "--model", model, "--text", " the keys"]
    let run = try ProgramRun(command + ["--format", "json"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count == 1 && lines[0].hasPrefix("warning: \(model): ") && lines[0].contains(Self.words))
    let warnings = try JSONValue(parsing: run.output)["model"]?["warnings"]?.array
    #expect(warnings?.count == 1 && warnings?[0].string?.contains(Self.words) == true)
    let page = try ProgramRun(command + ["--format", "html", "--quiet"])
    #expect(page.errors.isEmpty && page.output.contains("<p class=\"warning\">The model: "))
  }

  /// Of `trace` as well, and in `models info`; `tokenize` reads no weights.
  @Test func commands() throws {
    let model = try model()
    let file = "\(folder.path)/out.safetensors"
    let traced = try ProgramRun([
      "trace", "--model", model, "--text", " the", "--sites", "logits", "-o", file,
    ])
    #expect(
      traced.exitCode == 0 && traced.errors.contains("warning: \(model): ")
        && traced.errors.contains(Self.words))
    let tokenized = try ProgramRun(["tokenize", "--model", model, "--text", " the"])
    #expect(tokenized.exitCode == 0 && tokenized.errors.isEmpty)
    let info = try ProgramRun(["models", "info", model])
    #expect(info.output.contains("head        tied: the token embedding") && info.output.contains(Self.words))
    let json = try JSONValue(parsing: ProgramRun(["models", "info", model, "--json"]).output)
    #expect(json["tied_head"] == true && json["warnings"]?.array?.count == 1)
  }

  /// A session says it with the first answer, and every document has it.
  @Test func session() throws {
    let model = try model()
    let requests = (1...3).map { id in
      JSONValue.object([
        "id": .integer(id), "method": "run",
        "params": ["entry_point": "predictions", "model": .string(model), "text": " the"],
      ]).text()
    }
    let run = try ProgramRun(["session"], input: requests.joined(separator: "\n") + "\n")
    let answers = try run.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    #expect(answers.filter { $0["log"]?["message"]?.string?.contains(Self.words) == true }.count == 1)
    let documents = answers.compactMap { $0["result"]?["document"] }
    #expect(documents.count == 3 && documents.allSatisfy { $0["model"]?["warnings"]?.array?.count == 1 })
  }

  /// What stands where the weights should be is told with its way out, and with the code of bad data.
  @Test func notes() throws {
    let model = try model()
    try FileManager.default.removeItem(atPath: "\(model)/model.safetensors")
    folder.write(
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "0", count: 64))\nsize 548105171\n",
      to: "model.safetensors")
    let run = try ProgramRun(["run", "predictions", "--model", model, "--text", " the"])
    #expect(run.exitCode == 65 && run.errors.contains("git lfs pull"))
  }
}
