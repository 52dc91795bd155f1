import Checkpoints
import ExplainerTestSupport
import Foundation
import Testing

/// What `trace` refuses: one error, its exit code, and no file.
@Suite struct TraceErrorTests {
  static let files = [
    "t.txt": "The keys to the cabinet\nThe dog\n", "bad.jsonl": "\"a\"\n{\"words\": 1}\n", "none.jsonl": "\n",
    "empty.jsonl": "\"a\"\n\"\"\n", "slip.json": #"[{"site": "logits", "sett": 0}]"#, "object.json": "{}",
    "text.json": "[", "long.txt": String(repeating: "word ", count: 300) + "\n",
  ]
  static let text = ["--text", "The keys"]

  static let lines: [(words: [String], code: Int32, error: String)] = [
    (["--sites", "logits"], 64, "'trace' needs a text"),
    (text + ["--texts", "t.txt", "--sites", "logits"], 64, "texts were given in two ways"),
    (["--sentence-a", "x", "--texts", "t.txt", "--sites", "logits"], 64, "texts were given in two ways"),
    (text, 64, "'trace' needs --sites or --gradient-of"),
    (text + ["--sites", ""], 64, "--sites names no site"),
    (text + ["--at", "logits"], 64, "--at needs --gradient-of"),
    (text + ["--sites", "logits", "--recompute"], 64, "--recompute is for gradients"),
    (text + ["--sites", "logits", "--batch-tokens", "8"], 64, "--batch-tokens is for many texts"),
    (["--texts", "t.txt", "--sites", "logits", "--batch-tokens", "0"], 64, "--batch-tokens cannot be '0'"),
    (text + ["--sites", "logits", "--edit", "logits hads=1 set=0"], 64, "did you mean 'heads'?"),
    (text + ["--sites", "logits", "--edit", "layers.1.mlp.output heads=1 set=0"], 64, "has no heads"),
    (text + ["--sites", "logits", "--edit", "layers.1.mlp.output set=@text:1"], 64, "there is no text 1"),
    (text + ["--sites", "embeddings", "--edit", "logits set=0"], 64, "changes nothing that is asked for"),
    (text + ["--sites", "logits", "--edit", "logits set=@alone"], 64, "'alone' names no tensor of a file"),
    (text + ["--sites", "logits", "--edit", "logits set=@no.safetensors:x"], 66, "no.safetensors"),
    (text + ["--sites", "logits", "--edit", "logits set=@t.txt:x"], 65, "t.txt"),
    (text + ["--sites", "logits", "--edits", "no.json"], 66, "no.json: no such file"),
    (text + ["--sites", "logits", "--edits", "slip.json"], 65, "slip.json: [0].sett: "),
    (text + ["--sites", "logits", "--edits", "object.json"], 65, "object.json: edits are an array"),
    (text + ["--sites", "logits", "--edits", "text.json"], 65, "text.json:1:2: "),
    (["--texts", "no.jsonl", "--sites", "logits"], 66, "no.jsonl: no such file"),
    (["--texts", "bad.jsonl", "--sites", "logits"], 65, "bad.jsonl:2: a line is no text"),
    (["--texts", "none.jsonl", "--sites", "logits"], 65, "none.jsonl: there is no text in it"),
    (["--texts", "empty.jsonl", "--sites", "logits"], 65, "text 1: the text is empty"),
    (["--texts", "long.txt", "--sites", "logits"], 65, "text 0: the text has "),
    (
      [
        "--texts", "t.txt", "--sites", "logits", "--batch-tokens", "3", "--edit",
        "layers.0.residual.post texts=1 set=0",
      ], 64, "the edits speak of texts by number"
    ),
    (
      [
        "--texts", "t.txt", "--sites", "logits", "--batch-tokens", "3", "--edit",
        "layers.0.residual.post positions=4 set=0",
      ], 64, "text 1: edit 'layers.0.residual.post positions=4 set=0': there is no index 4"
    ),
    (
      [
        "--texts", "t.txt", "--at", "embeddings", "--batch-tokens", "3", "--gradient-of", #"" is"@text:1"#,
      ], 64, "the objective speaks of texts by number"
    ),
    (text + ["--at", "embeddings", "--gradient-of", #"" of London""#], 64, "is not one token of this model"),
    (text + ["--at", "embeddings", "--gradient-of", #"" is" -"#], 64, "objective: this is no term"),
    (text + ["--at", "layers.0.attention.scale", "--gradient-of", #"" is""#], 64, "there is no gradient at"),
    (
      text + ["--sites", "blocks.0.attn.hook_result"], 64, "there is no site for 'blocks.0.attn.hook_result'"
    ),
    (text + ["--sites", "blocks.9.hook_resid_pre"], 64, "is 'layers.9.residual.pre' here: no site"),
  ]

  @Test(arguments: lines.indices) func refuses(_ index: Int) throws {
    let (words, code, error) = Self.lines[index]
    let run = try TraceRun(words, files: Self.files)
    #expect(run.run.exitCode == code && run.run.output.isEmpty, "\(words): \(run.run.errors)")
    #expect(run.run.errors.contains(error), "\(words): \(run.run.errors)")
    #expect(run.run.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1)
    #expect(!FileManager.default.fileExists(atPath: run.path))
  }

  /// A tensor that does not fit, and one that is not finite.
  @Test func tensors() throws {
    let folder = TemporaryFolder()
    let whole = try TraceRun(Self.text + ["--sites", "*"], output: "a.safetensors", in: folder)
    #expect(whole.run.exitCode == 0)
    let wide = try TraceRun(
      Self.text + [
        "--sites", "logits", "--edit", "layers.1.mlp.output set=@a.safetensors:layers.1.mlp.neurons",
      ],
      in: folder)
    #expect(wide.run.exitCode == 65 && wide.run.errors.contains("does not fit 'layers.1.mlp.output'"))
    // Scores of later tokens are −∞.
    let infinite = try TraceRun(
      Self.text + [
        "--sites", "logits", "--edit",
        "layers.1.attention.pattern set=@a.safetensors:layers.1.attention.scores",
      ], in: folder)
    #expect(
      infinite.run.exitCode == 64 && infinite.run.errors.contains("is not finite"), "\(infinite.run.errors)")
    #expect(!FileManager.default.fileExists(atPath: infinite.path))
  }
}
