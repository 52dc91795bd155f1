import ExplainerTestSupport
import Foundation
import Testing

/// The scripts of `explainer completions`, in the shells they are made for.
@Suite struct ShellCompletionTests {
  static func has(_ program: String) -> Bool {
    ["/usr/bin", "/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }

  /// A folder to complete in, with the program and the shell's script.
  private func place(for shell: String) throws -> TemporaryFolder {
    let folder = TemporaryFolder("where one types")
    for file in ["study.yaml", "notes.txt", "my folder/x.yaml", "models/tiny/weights"] {
      try folder.fill(file, "")
    }
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/explainer", withDestinationPath: BuildProducts.executable)
    let script = try ProgramRun(["completions", shell])
    #expect(script.exitCode == 0)
    _ = folder.write(script.output, to: "script")
    return folder
  }

  private func run(_ program: [String], in folder: TemporaryFolder) throws -> [String] {
    let run = try ProgramRun(
      program,
      environment: ["PATH": "\(folder.path):/usr/bin:/bin", "HOME": folder.path, "LC_ALL": "C.UTF-8"],
      directory: folder.path, executable: "/usr/bin/env")
    #expect(run.exitCode == 0, "\(run.errors)")
    return run.output.split(separator: "\n").map(String.init)
  }

  static let lines = [
    ("explainer ru", "explainer run "), ("explainer run pred", "explainer run predictions "),
    ("explainer run predictions --mod", "explainer run predictions --model "),
    ("explainer run predictions --model ", "explainer run predictions --model demo-"),
    ("explainer run predictions --model demo-g", "explainer run predictions --model demo-gpt2 "),
    ("explainer run predictions --model=demo-g", "explainer run predictions --model=demo-gpt2 "),
    ("explainer run predictions --model ./mod", "explainer run predictions --model ./models/"),
    ("explainer run predictions --text 'a b=c' --form", "explainer run predictions --text 'a b=c' --format "),
    ("explainer run lm_layers_explainer/ra", "explainer run lm_layers_explainer/rankings "),
    ("explainer trace --sites logits,fin", "explainer trace --sites logits,final_norm "),
    ("explainer trace --sites enc", "explainer trace --sites encoder."),
    ("explainer chain stu", "explainer chain study.yaml "),
    ("explainer chain no", "explainer chain notes.txt "),
    ("explainer chain my", #"explainer chain my\ folder/"#),
  ]

  /// Typed on a terminal: the line after Tab, with blanks where a word is whole and none where it goes on.
  @Test(
    .enabled("bash, zsh and python3 are needed; apt-get install zsh python3") {
      has("python3") && has("bash") && has("zsh")
    }, arguments: ["bash", "zsh"])
  func typed(_ shell: String) throws {
    let folder = try place(for: shell)
    let completed = try run(
      [
        "python3", "\(Fixtures.packageRoot)/Tests/Completions/typed.py", shell, "\(folder.path)/script",
      ] + Self.lines.map(\.0), in: folder)
    // (zsh takes a folder's slash back where a blank follows, so it stands there with or without one.)
    #expect(completed == Self.lines.map(\.1))
  }

  /// Asked with `complete -C`: every word with its meaning.
  @Test(.enabled("fish is needed; apt-get install fish") { has("fish") }) func fish() throws {
    let folder = try place(for: "fish")
    func complete(_ line: String) throws -> [String] {
      try run(["fish", "--no-config", "-c", "source script; complete -C \"$argv\"", line], in: folder)
    }
    #expect(try complete("explainer ru") == ["run\tRun an entry point on a model and a text"])
    #expect(try complete("explainer run predictions --model demo-g") == ["demo-gpt2\tcomes with the program"])
    #expect(
      try complete("explainer run predictions --model=demo-g") == [
        "--model=demo-gpt2\tcomes with the program"
      ])
    #expect(try complete("explainer run predictions --format j") == ["json", "jsonl"])
    #expect(try complete("explainer chain stu") == ["study.yaml"])
    #expect(try complete("explainer chain no") == ["notes.txt"])
    #expect(try complete("explainer chain 'my fol") == ["my folder/"])
    #expect(try complete("explainer chain --report=my") == ["--report=my folder/"])
    #expect(try complete("explainer run predictions --text x").isEmpty)
  }
}
