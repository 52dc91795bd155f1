import ExplainerTestSupport
import Foundation
import Testing

/// What `-o` writes is what the ending of the name says; what is not known is refused before anything runs.
@Suite struct OutputEndingTests {
  private let folder = TemporaryFolder()

  private func run(_ name: String, _ more: String..., model: String = "demo-gpt2") throws -> ProgramRun {
    try ProgramRun(
      ["run", "predictions", "--model", model, "--text", "The keys", "-o", "\(folder.path)/\(name)"] + more)
  }

  private func beginning(of name: String) -> String {
    String(
      decoding: (FileManager.default.contents(atPath: "\(folder.path)/\(name)") ?? Data()).prefix(15),
      as: UTF8.self
    )
    .lowercased()
  }

  /// Known endings in any case, none at all, and `.txt`.
  @Test(arguments: [
    ("a.html", "<!doctype html>"), ("a.htm", "<!doctype html>"), ("A.HTML", "<!doctype html>"),
    ("a.svg", "<svg"),
    ("a.json", "{\n"), ("a.b.jsonl", "{\"schema\""), ("a.txt", "lm_layers"), ("a", "lm_layers"),
    ("a.", "lm_layers"),
    ("v1.2/a", "lm_layers"),
  ])
  func known(_ name: String, _ start: String) throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/v1.2", withIntermediateDirectories: true)
    let run = try run(name)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(beginning(of: name).hasPrefix(start), "\(beginning(of: name))")
  }

  /// Anything else names the list, and what makes such a file; the model is not even looked for, and no file appears.
  @Test(arguments: [
    ("a.pdf", ".svg"), ("a.png", "page (.html)"), ("a.csv", "chain"), ("a.tsv", "page (.html)"),
    ("a.md", ".txt"),
    ("a.npz", "--tensors"), ("a.safetensors", "--tensors"), ("a.htlm", "Did you mean .htm"),
    ("a.json.gz", "--format"),
    ("a.xlsx", "chain"), ("a.2024", "--format"), ("a.PDF", ".svg"), ("a.parquet", "chain"),
  ])
  func refused(_ name: String, _ remedy: String) throws {
    let run = try run(name, model: "./nowhere")
    #expect(
      run.exitCode == 64 && run.errors.contains(".txt, .json, .jsonl, .html, .htm, .svg"), "\(run.errors)")
    #expect(run.errors.contains(remedy), "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  /// `--format` decides for any name.
  @Test(arguments: [("a.pdf", "terminal", "lm_layers"), ("a.txt", "json", "{\n"), ("a.html", "svg", "<svg")])
  func format(_ name: String, _ format: String, _ start: String) throws {
    #expect(try run(name, "--format", format).exitCode == 0)
    #expect(beginning(of: name).hasPrefix(start))
  }

  /// Tensors and traces are written under the names of their formats alone.
  @Test(arguments: ["t.json", "t", "t.npy", "t.pt"]) func tensors(_ name: String) throws {
    let path = "\(folder.path)/\(name)"
    let run = try ProgramRun([
      "run", "predictions", "--model", "./nowhere", "--text", "x", "--tensors", path,
    ])
    #expect(run.exitCode == 64 && run.errors.contains(".safetensors or .npz"), "\(run.errors)")
    let trace = try ProgramRun([
      "trace", "--model", "./nowhere", "--text", "x", "--sites", "logits", "-o", path,
    ])
    #expect(trace.exitCode == 64 && trace.errors.contains(".safetensors or .npz"), "\(trace.errors)")
  }

  /// A report is a page, from the command line and from the script.
  @Test(arguments: ["r.pdf", "r.txt", "r.json", "r.svg"]) func reports(_ name: String) throws {
    let script = "model: demo-gpt2\ntext: The keys\nsteps: [{run: predictions}]\n"
    let plain = folder.write(script, to: "plain.yaml")
    let run = try ProgramRun(["chain", plain, "--report", "\(folder.path)/\(name)", "--no-cache"])
    #expect(run.exitCode == 64 && run.errors.contains(".html or .htm"), "\(run.errors)")
    let own = folder.write(script + "report: \(name)\n", to: "own.yaml")
    let second = try ProgramRun(["chain", own, "--no-cache"], directory: folder.path)
    #expect(second.exitCode == 65 && second.errors.contains(".html or .htm"), "\(second.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/\(name)"))
  }

  /// A chain's outputs go by their endings, `.htm` among them.
  @Test func chains() throws {
    let script = folder.write(
      "model: demo-gpt2\ntext: The keys\nsteps: [{run: predictions, outputs: [a.htm, b.txt]}]\nreport: r.htm\n",
      to: "s.yaml")
    let run = try ProgramRun(["chain", script, "--no-cache"], directory: folder.path)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(beginning(of: "a.htm") == "<!doctype html>" && beginning(of: "r.htm") == "<!doctype html>")
    let bad = folder.write(
      "model: demo-gpt2\ntext: The keys\nsteps: [{run: predictions, output: a.pdf}]\n", to: "bad.yaml")
    #expect(try ProgramRun(["chain", bad, "--no-cache"], directory: folder.path).exitCode == 65)
  }
}
