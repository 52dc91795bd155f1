import ExplainerTestSupport
import Foundation
import JSON
import Testing

/// `tokenize` needs a tokenizer and nothing else.
@Suite struct TokenizerAloneTests {
  private let folder = TemporaryFolder()
  private static let text = "The keys to the cabinet, naïve 👩‍👧."

  /// A folder with some of the files of a fixture.
  private func copy(_ model: String, _ isWanted: (String) -> Bool) throws -> String {
    let target = "\(folder.path)/\(model)"
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: Fixtures.model(model)).filter(isWanted) {
      try FileManager.default.copyItem(
        atPath: "\(Fixtures.model(model))/\(name)", toPath: "\(target)/\(name)")
    }
    return target
  }

  /// The tokens are those of the whole model: without weights, without a configuration, and in a session.
  @Test(arguments: ["gpt2", "bert", "bart"]) func tokens(_ model: String) throws {
    func tokens(_ path: String) throws -> JSONValue {
      let run = try ProgramRun(["tokenize", "--model", path, "--text", Self.text, "--json"])
      #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
      return try JSONValue(parsing: run.output)
    }
    let whole = try tokens(Fixtures.model(model))
    #expect((whole["ids"]?.array?.count ?? 0) > 5)
    let alone = try copy(model) { !$0.hasSuffix(".safetensors") }
    #expect(try tokens(alone) == whole)
    let request: JSONValue = [
      "id": 1, "method": "tokenize", "params": ["model": .string(alone), "text": .string(Self.text)],
    ]
    let session = try ProgramRun(["session"], input: request.text() + "\n")
    let lines = try session.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    let answers = lines.compactMap { $0["result"]?["tokens"]?.array }
    let answer = try #require(answers.first)
    #expect(answer.compactMap { $0["id"]?.int } == whole["ids"]?.array?.compactMap(\.int))
    try FileManager.default.removeItem(atPath: "\(alone)/config.json")
    #expect(try tokens(alone)["ids"] == whole["ids"])
  }

  /// A configuration with a size that no vocabulary has changes nothing.
  @Test(arguments: ["-1", "0", "-9223372036854775808", "1e99", "\"x\""]) func nonsense(_ size: String) throws
  {
    let alone = try copy("gpt2") { !$0.hasSuffix(".safetensors") && $0 != "config.json" }
    let command = ["tokenize", "--model", alone, "--text", Self.text, "--json", "--timeout", "20"]
    let plain = try ProgramRun(command)
    try Data("{\"model_type\": \"gpt2\", \"vocab_size\": \(size)}".utf8).write(
      to: URL(fileURLWithPath: "\(alone)/config.json"))
    let odd = try ProgramRun(command)
    #expect(odd.exitCode == 0 && odd.output == plain.output && odd.errors.isEmpty, "\(odd.errors)")
  }

  /// What else is asked of such a folder is refused, as is a folder without a tokenizer.
  @Test func others() throws {
    let alone = try copy("gpt2") { !$0.hasSuffix(".safetensors") && $0 != "config.json" }
    let traced = try ProgramRun([
      "trace", "--model", alone, "--text", "a", "--sites", "logits", "-o", "\(folder.path)/a.npz",
    ])
    #expect(traced.exitCode == 66 && traced.errors.contains("there is no config.json"))
    let empty = try copy("bert") { $0 == "README.md" }
    let run = try ProgramRun(["tokenize", "--model", empty, "--text", "a"])
    #expect(run.exitCode == 66 && run.errors.contains("holds no model"), "\(run.errors)")
  }

  /// `trace --timing` tells how long each stage took, as `run` does.
  @Test func timing() throws {
    let run = try ProgramRun([
      "trace", "--model", Fixtures.model("gpt2"), "--text", "The keys", "--sites", "logits", "--timing", "-o",
      "\(folder.path)/a.npz",
    ])
    #expect(run.exitCode == 0)
    for stage in ["command line", "map", "tokenizer", "forward", "head", "model, pass and writing"] {
      #expect(run.errors.contains(" ms ") && run.errors.contains(stage), "\(run.errors)")
    }
  }
}
