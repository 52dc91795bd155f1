import Checkpoints
import ExplainerTestSupport
import JSON
import Tensors
import Testing

/// `continue`: a text, many side by side, and edits on the way.
@Suite struct ContinueCommandTests {
  private static let text = ["--text", "The keys to the cabinet", "--generate", "5"]
  private static let files = [
    "t.txt": "The keys to the cabinet\nThe dog\n It was in the city of\n",
    "pair.jsonl": "{\"sentence_a\": \"x\", \"sentence_b\": \"y\"}\n",
    "long.txt": "The dog\n"
      + String(repeating: "word ", count: 300) + "\n",
  ]

  private func run(
    _ words: [String], model: String = "demo-gpt2", in folder: TemporaryFolder = TemporaryFolder()
  ) throws -> ProgramRun {
    for (name, text) in Self.files { folder.write(text, to: name) }
    return try ProgramRun(["continue", "--model", model] + words, directory: folder.path)
  }

  private func answers(
    _ words: [String], model: String = "demo-gpt2", in folder: TemporaryFolder = TemporaryFolder()
  ) throws -> [JSONValue] {
    let run = try run(words + ["--json"], model: model, in: folder)
    #expect(run.exitCode == 0, "\(run.errors)")
    guard words.contains("--texts") else { return [try JSONValue(parsing: run.output)] }
    return try run.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
  }

  private func ids(_ answer: JSONValue) -> [Int] {
    answer["steps"]?.array?.compactMap { $0["id"]?.int } ?? []
  }

  /// The tokens are those that `rankings` has generated; words and table say the same.
  @Test(arguments: ["demo-gpt2", "demo-bart"]) func plain(_ model: String) throws {
    let answer = try answers(Self.text, model: model)[0]
    #expect(answer["text"] == "The keys to the cabinet" && answer["ended"] != nil)
    #expect(ids(answer).count == answer["steps"]?.array?.count && !ids(answer).isEmpty)
    let words = try run(Self.text, model: model)
    let continuation = try #require(answer["continuation"]?.string)
    #expect(words.output.hasPrefix(continuation + "\n\nposition "), "\(words.output)")
    guard model == "demo-gpt2" else { return }
    let rankings = try ProgramRun(["run", "rankings", "--model", model] + Self.text + ["--format", "json"])
    let generated = try JSONValue(parsing: rankings.output)["result"]?["generated"]?.array
    #expect(generated?.compactMap { $0["id"]?.int } == ids(answer))
  }

  /// A direction of a file steers the text: its first token is the best one of a pass with that edit.
  @Test func steered() throws {
    let folder = TemporaryFolder()
    let direction = try TraceRun(
      ["--text", " London", "--sites", "layers.4.residual.post"], output: "d.safetensors", in: folder)
    #expect(try direction.tensor("layers.4.residual.post").shape[0] == 1)
    let edit = ["--edit", "layers.4.residual.post add=@d.safetensors:layers.4.residual.post"]
    let plain = try answers(Self.text, in: folder)[0]
    let steered = try answers(Self.text + edit, in: folder)[0]
    #expect(ids(plain) != ids(steered))
    let pass = try TraceRun(["--text", "The keys to the cabinet", "--sites", "logits"] + edit, in: folder)
    let logits = try pass.tensor("logits")
    #expect(logits.slice(logits.shape[0] - 1).indexOfMaximum == ids(steered)[0])
    let removed = try answers(
      Self.text + [
        "--edit", "layers.4.residual.post remove=@d.safetensors:layers.4.residual.post", "--beams", "2",
      ],
      in: folder)[0]
    #expect(ids(removed).count == 5)
  }

  /// Of many texts each is what it is alone, whatever goes through the model together.
  @Test(arguments: [
    [], ["--edit", "layers.5.attention.mixed heads=6 set=0"], ["--do-sample", "--seed", "3"],
  ])
  func many(_ more: [String]) throws {
    let texts = ["The keys to the cabinet", "The dog", " It was in the city of"]
    let alone = try texts.map { try answers(["--text", $0, "--generate", "4"] + more)[0] }
    for batch in [[], ["--batch-tokens", "12"], ["--batch-tokens", "1"]] {
      let many = try answers(["--texts", "t.txt", "--generate", "4"] + more + batch)
      #expect(many.map(ids) == alone.map(ids) && many.map { $0["text"]?.string } == texts)
      #expect(many.map { $0["continuation"] } == alone.map { $0["continuation"] })
    }
  }

  static let refused: [(words: [String], code: Int32, error: String)] = [
    ([], 64, "'continue' needs a text"),
    (text + ["--texts", "t.txt", "--json"], 64, "texts were given in two ways"),
    (["--texts", "t.txt"], 64, "--texts answers in JSON"),
    (text + ["--batch-tokens", "8"], 64, "--batch-tokens is for many texts"),
    (text + ["--temperature", "warm"], 64, "--temperature cannot be 'warm'"),
    (text + ["--temperature", "0", "--do-sample"], 64, "'temperature' is out of range"),
    (text + ["--beams", "2", "--do-sample"], 64, "'beams' and 'do_sample' exclude each other"),
    (["--text", "The keys", "--generate", "400"], 65, "leaves no room"),
    (
      text + ["--edit", "layers.1.mlp.output mean=positions"], 64,
      "while a text is continued a mean over positions"
    ),
    (text + ["--edit", "layers.1.mlp.output positions=90 scale=0"], 64, "4 of them to come"),
    (text + ["--edit", "layers.1.mlp.outputs scale=0"], 64, "did you mean 'layers.1.mlp.output'?"),
    (
      [
        "--texts", "t.txt", "--json", "--generate", "3", "--batch-tokens", "1", "--edit",
        "embeddings positions=5 scale=0",
      ], 64, "text 1: edit 'embeddings positions=5 scale=0': there is no index 5"
    ), (["--texts", "pair.jsonl", "--json"], 64, "text 0: 'continue' takes no pairs"),
    (["--texts", "long.txt", "--json"], 65, "text 1: the text has"),
    (
      [
        "--texts", "t.txt", "--json", "--batch-tokens", "5", "--edit", "layers.0.residual.post texts=1 set=0",
      ], 64,
      "the edits speak of texts by number"
    ),
    (["--text", "x", "--memory", "90M", "--generate", "250", "--beams", "64"], 75, "of keys and values"),
  ]

  @Test(arguments: refused.indices) func refuses(_ index: Int) throws {
    let (words, code, error) = Self.refused[index]
    let run = try run(words)
    #expect(run.exitCode == code && run.output.isEmpty, "\(words): \(run.errors)")
    #expect(run.errors.contains(error), "\(words): \(run.errors)")
    #expect(run.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1)
  }
}
