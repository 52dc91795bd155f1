import ExplainerTestSupport
import Foundation
import JSON
import Testing

/// The line end that shells and editors put behind a text is not part of it; `--keep-newline` is for who wants it.
@Suite struct StandardInputTests {
  private static let text = " Heathrow airport is in the city of"
  private static let ends = [
    ("", ""), ("\n", ""), ("\r\n", ""), ("\n\n", "\n"), ("\r\n\r\n", "\r\n"), ("\r", "\r"),
  ]

  private func texts(_ arguments: [String], _ input: String) throws -> JSONValue? {
    let run = try ProgramRun(arguments, input: input)
    #expect(run.exitCode == 0, "\(run.errors)")
    let json = try JSONValue(parsing: run.output)
    return json["texts"]?[0]?.string == nil ? nil : json["schema"] == nil ? json["text"] : json["texts"]?[0]
  }

  /// One line end goes, more stay, and none is added.
  @Test(arguments: ends) func tokenize(_ end: String, _ left: String) throws {
    let command = ["tokenize", "--model", "demo-gpt2", "--text", "-", "--json"]
    #expect(try texts(command, Self.text + end) == .string(Self.text + left))
    #expect(try texts(command + ["--keep-newline"], Self.text + end) == .string(Self.text + end))
  }

  @Test(arguments: ends) func run(_ end: String, _ left: String) throws {
    let command = ["run", "predictions", "--model", "demo-gpt2", "--text", "-", "--format", "json"]
    #expect(try texts(command, Self.text + end) == .string(Self.text + left))
    #expect(try texts(command + ["--keep-newline"], Self.text + end) == .string(Self.text + end))
  }

  /// `echo … | explainer run predictions` answers the question that was asked.
  @Test func answer() throws {
    let run = try ProgramRun(
      ["run", "predictions", "--model", "demo-gpt2", "--text", "-", "--format", "json"],
      input: Self.text + "\n")
    #expect(try JSONValue(parsing: run.output)["result"]?["answer"]?["token"] == " London")
  }

  /// A trace and a sentence of a pair are read the same way.
  @Test func traceAndPairs() throws {
    let folder = TemporaryFolder()
    func ids(_ more: [String], _ input: String) throws -> Data {
      let file = "\(folder.path)/t.safetensors"
      let run = try ProgramRun(
        ["trace", "--model", "demo-bert", "--sites", "embeddings", "-o", file] + more, input: input)
      #expect(run.exitCode == 0, "\(run.errors)")
      return try #require(FileManager.default.contents(atPath: file))
    }
    #expect(try ids(["--text", "-"], "The cat\n") == ids(["--text", "The cat"], ""))
    #expect(
      try ids(["--sentence-a", "-", "--sentence-b", "sat"], "The cat\r\n")
        == ids(["--sentence-a", "The cat", "--sentence-b", "sat"], ""))
    let gpt2 = ["trace", "--model", "demo-gpt2", "--sites", "logits", "--text", "-", "-o"]
    for (name, more) in [("a", []), ("b", ["--keep-newline"])] {
      #expect(try ProgramRun(gpt2 + ["\(folder.path)/\(name).npz"] + more, input: "The\n").exitCode == 0)
    }
    let sizes = ["a", "b"].map {
      FileManager.default.contents(atPath: "\(folder.path)/\($0).npz")?.count ?? 0
    }
    #expect(sizes[0] < sizes[1])
  }

  /// Standard input is one text: a second would be empty.
  @Test func twice() throws {
    let run = try ProgramRun(
      ["run", "attention_head_view", "--model", "demo-bert", "--sentence-a", "-", "--sentence-b", "-"],
      input: "x")
    #expect(run.exitCode == 64 && run.errors.contains("cannot be two texts"))
  }

  /// Texts in JSON are what they say.
  @Test func json() throws {
    let folder = TemporaryFolder()
    let file = folder.write("{\"text\": \"a\\n\"}\n", to: "t.jsonl")
    let run = try ProgramRun(["tokenize", "--model", "demo-gpt2", "--texts", file, "--json"])
    #expect(try JSONValue(parsing: run.output)["text"] == "a\n")
    let session = try ProgramRun(
      ["session"],
      input: #"{"id": 1, "method": "tokenize", "params": {"model": "demo-gpt2", "text": "a\n"}}"# + "\n")
    #expect(session.output.contains(#""piece":"Ċ""#), "\(session.output)")
  }
}
