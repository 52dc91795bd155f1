import Checkpoints
import ExplainerTestSupport
import Foundation
import JSON
import Tensors
import Testing

/// A model is used with an adapter wherever it is run, behind the walls, and every answer says so.
@Suite struct AdapterCommandTests {
  private static let model = Fixtures.model("gpt2_noprefix")
  private static func adapter(_ name: String) -> String { "\(Fixtures.root)/Adapters/\(name)" }
  private static let asked = ["--model", model, "--text", "The keys", "--format", "json"]

  private func document(_ words: [String]) throws -> JSONValue {
    let run = try ProgramRun(words)
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    return try JSONValue(parsing: run.output)
  }

  /// The answer names the adapter and is another one than the model's alone; --from asks with the same again.
  @Test func runs() throws {
    let path = Self.adapter("gpt2_dora")
    let alone = try document(["run", "predictions"] + Self.asked)
    let adapted = try document(["run", "predictions", "--adapter", path] + Self.asked)
    #expect(adapted["model"]?["adapter"]?.string == path && alone["model"]?["adapter"] == nil)
    #expect(adapted["result"]?["layers"] != alone["result"]?["layers"])
    let folder = TemporaryFolder()
    let file = folder.write(adapted.text(), to: "earlier.json")
    #expect(try document(["run", "predictions", "--from", file, "--format", "json"]) == adapted)
    let other = ["run", "predictions", "--from", file, "--model", Self.model, "--format", "json"]
    #expect(try document(other) == alone)
    let shown = try ProgramRun(["run", "predictions", "--from", file])
    #expect(shown.output.replacing("\n", with: " ").contains("adapter gpt2_dora)"))
  }

  /// Sessions, traces and what is told of models take adapters, too.
  @Test func everywhere() throws {
    let path = Self.adapter("gpt2_tied")
    let request: JSONValue = [
      "id": 1, "method": "run",
      "params": [
        "entry_point": "predictions", "model": .string(Self.model), "adapter": .string(path),
        "text": "The keys",
      ],
    ]
    let session = try ProgramRun(["session"], input: request.text() + "\n")
    #expect(session.output.contains(#""adapter":"\#(path)""#), "\(session.output.prefix(400))")
    let info = try document(["models", "info", Self.model, "--adapter", path, "--json"])
    #expect(info["adapter"]?.string == path && info["tied_head"] == false)
    let folder = TemporaryFolder()
    let words = ["trace", "--model", Self.model, "--text", "The keys", "--sites", "logits", "--output"]
    for (name, more) in [("alone", []), ("adapted", ["--adapter", path])] {
      #expect(try ProgramRun(words + ["\(folder.path)/\(name).safetensors"] + more).exitCode == 0)
    }
    let logits = try ["alone", "adapted"].map {
      try SafetensorsFile(path: "\(folder.path)/\($0).safetensors").tensor(named: "logits")
    }
    #expect(logits[0] != logits[1])
    let sites = try ProgramRun(["sites", Self.model, "logits", "--adapter", path])
    #expect(sites.exitCode == 0 && sites.output.contains("[T, V]"))
  }

  /// A model's name may say its adapter, so that a chain has a model with and without it side by side: the answers are those
  /// of `run`, and what was kept of one is not taken for the other.
  @Test func sideBySide() throws {
    let (path, folder) = (Self.adapter("gpt2_dora"), TemporaryFolder())
    let named = "\(Self.model) + \(path)"
    let script: JSONValue = [
      "models": [.string(Self.model), .string(named)], "text": "The keys",
      "steps": [["run": "predictions", "output": "${model}.json"]],
    ]
    let words = ["chain", folder.write(script.text(), to: "both.json"), "--cache", "\(folder.path)/kept"]
    for more in [[], ["--resume"]] {
      let out = "\(folder.path)/out\(more.count)"
      let run = try ProgramRun(words + ["--output", out] + more)
      #expect(run.exitCode == 0, "\(run.errors)")
      // (The longer name comes second.)
      let files = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
      #expect(files.count == 2)
      for (file, adapter) in zip(files, [[], ["--adapter", path]]) {
        let bytes = FileManager.default.contents(atPath: "\(out)/\(file)") ?? Data()
        #expect(
          try JSONValue(parsing: [UInt8](bytes)) == document(["run", "predictions"] + adapter + Self.asked))
      }
    }
    let info = try document(["models", "info", named, "--json"])
    #expect(info["adapter"]?.string == path)
    let both = try ProgramRun(["sites", named, "--adapter", path])
    #expect(both.exitCode == 64 && both.errors.contains("two adapters are named"), "\(both.errors)")
  }

  /// What is no adapter, or none of this model, is one error; an adapter that is passed as a model tells what to do.
  @Test(arguments: [
    (
      ["--model", "demo-gpt2", "--adapter", adapter("gpt2_dora")],
      "the adapter is for a weight of another shape", 65
    ),
    (
      ["--model", "demo-bert", "--adapter", adapter("gpt2_dora")], "weights that the model does not have", 65
    ),
    (["--model", model, "--adapter", model], "holds no adapter", 66),
    (["--model", model, "--adapter", "/nowhere"], "there is no such folder", 66),
    (["--model", adapter("gpt2_dora")], "--model gpt2_noprefix --adapter", 65),
  ])
  func refused(_ words: [String], _ message: String, _ code: Int32) throws {
    let run = try ProgramRun(["run", "attention_head_view", "--text", "The keys"] + words)
    #expect(run.exitCode == code && run.errors.contains(message), "\(run.errors)")
  }
}
