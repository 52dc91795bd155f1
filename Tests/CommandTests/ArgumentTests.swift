import ExplainerTestSupport
import Testing

/// Command lines that cannot be meant.
@Suite struct ArgumentTests {
  /// Bytes that are no UTF-8 are refused in any argument, as they are from a pipe; the character that stands for such
  /// bytes may be meant.
  @Test(arguments: [
    "run predictions --model demo-gpt2 --text", "run rankings --model demo-gpt2 --text x --watch",
    "tokenize --model demo-gpt2 --text", "trace --model demo-gpt2 --sites logits -o t.npz --text", "chain",
    "info",
    "models info", "run", "", "run predictions --model demo-gpt2 --text x --tensors",
  ])
  func invalidText(_ words: String) throws {
    let script = "exec \"$0\" \(words) \"$(printf 'caf\\351 x')\""
    let run = try ProgramRun(["-c", script, BuildProducts.executable], executable: "/bin/sh")
    #expect(run.exitCode == 65 && run.output.isEmpty, "\(run.exitCode) \(run.errors)")
    let index = words.split(separator: " ").count + 1
    #expect(run.errors.hasPrefix("error: argument \(index) is not UTF-8 text"), "\(run.errors)")
  }

  @Test func replacementCharacter() throws {
    #expect(try ProgramRun(["tokenize", "--model", "demo-gpt2", "--text", "a \u{FFFD}"]).exitCode == 0)
  }

  /// An option that takes one value is given once, whatever it is called and whichever command reads it.
  @Test(arguments: [
    ["tokenize", "--model", "demo-gpt2", "--text", "x", "--text", "y"],
    ["tokenize", "--model", "demo-gpt2", "--text=x", "--text=y"],
    [
      "trace", "--model", "demo-gpt2", "--text", "x", "--sites", "logits", "-o", "/tmp/a.npz", "--output",
      "/tmp/b.npz",
    ],
    [
      "trace", "--model", "demo-gpt2", "--model", "demo-bert", "--text", "x", "--sites", "logits", "-o",
      "/tmp/a.npz",
    ],
    ["session", "--jobs", "2", "--jobs", "3"], ["run", "rankings", "--normed", "--no-normed"],
    ["run", "predictions", "--model", "demo-gpt2", "--model", "demo-bert", "--text", "x"],
  ])
  func repeated(_ arguments: [String]) throws {
    let run = try ProgramRun(arguments)
    #expect(run.exitCode == 64 && run.output.isEmpty, "\(run.exitCode) \(run.errors)")
    #expect(run.errors.hasPrefix("error: ") && run.errors.contains("is given twice"), "\(run.errors)")
  }

  /// What looks like an option given twice may be a text, and some options are made to be given twice.
  @Test(arguments: [
    ["tokenize", "--model", "demo-gpt2", "--text", "--model"],
    ["tokenize", "--json", "--json", "--model", "demo-gpt2", "--text", "x"],
    [
      "chain", "--check", "--model", "demo-gpt2", "--model", "demo-bert",
      "\(Fixtures.packageRoot)/Docs/examples/chains/agreement.yaml",
    ],
  ])
  func notRepeated(_ arguments: [String]) throws {
    let run = try ProgramRun(arguments)
    #expect(!run.errors.contains("is given twice"), "\(run.errors)")
  }
}
