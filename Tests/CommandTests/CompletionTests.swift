import Checkpoints
import ExplainerTestSupport
import Foundation
import Testing

/// What the program answers to a shell that asks what could follow.
@Suite struct CompletionTests {
  /// The answer's first line, and its words without their meanings.
  private func answer(
    _ words: [String], shell: String = "zsh", environment: [String: String] = [:], directory: String? = nil
  ) throws -> (kind: String, words: [String]) {
    let run = try ProgramRun(
      ["__complete", shell, "--"] + words,
      environment: ["HF_HUB_CACHE": "/nowhere/hub"].merging(environment) { $1 }, directory: directory)
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    return (
      lines.first ?? "", lines.dropFirst().map { String($0.prefix { $0 != "\t" }) }
    )
  }

  static let wholeAnswers: [(line: [String], words: [String])] = [
    (["ru"], ["run"]), (["run", "pred"], ["predictions"]), (["run", "logit"], ["logit_lens"]),
    (["run", "lm_layers_explainer/ra"], ["lm_layers_explainer/rankings"]),
    (["run", "predictions", "--topk", "3", "--mod"], ["--model"]),
    (["run", "logit_lens", "--top"], ["--topk"]), (["run", "predictions", "--gen"], ["--generate"]),
    (["run", "rankings", "--no-do"], ["--no-do-sample"]), (["run", "rankings", "--do_s"], ["--do-sample"]),
    (["run", "predictions", "--format", "j"], ["json", "jsonl"]),
    (["run", "predictions", "--format=s"], ["svg"]), (["run", "predictions", "--normed=t"], ["true"]),
    (["run", "predictions", "--text", "--model", "--mod"], ["--model"]),
    (["run", "predictions", "--model", ""], ["demo-bart", "demo-bert", "demo-gpt2"]),
    (["run", "activations", "--init", "r"], ["random"]),
    (["import", "lm"], ["lm_layers_explainer"]), (["import", "lm_layers_explainer", "ra"], ["rankings"]),
    (["import", "lm_layers_explainer", "rankings", "--wa"], ["--watch"]),
    (["tokenize", "--model", "demo-g"], ["demo-gpt2"]), (["tokenize", "--model=demo-g"], ["demo-gpt2"]),
    (["trace", "--sites", "logits,emb"], ["logits,embeddings.tokens", "logits,embeddings"]),
    (["trace", "--sites", "encoder.emb"], ["encoder.embeddings.tokens", "encoder.embeddings"]),
    (["generate", "x", "--language", "c"], ["c", "cpp"]), (["help", "comp"], ["completions"]),
    (["help", "models", "pa"], ["path"]),
    (["help", "run", "rank"], ["rankings"]), (["models", "--j"], ["--json"]),
    (["run", "--model", "demo-gpt2", "pred"], ["predictions"]),
    (["completions", ""], ["bash", "zsh", "fish"]), (["info", "rank"], ["rankings"]),
    (["chain", "x.yaml", "--format", ""], ["terminal", "json"]),
    (["conform", "x.so", "--model", "demo-be"], ["demo-bert"]),
    (["build", "--no"], ["--no-sources"]),
  ]

  /// Commands, entry points under all their names, parameters, choices and models, and nothing else.
  @Test(arguments: wholeAnswers.indices) func offers(_ index: Int) throws {
    let (line, words) = Self.wholeAnswers[index]
    let answer = try answer(line)
    #expect(answer.kind == "words" && answer.words == words, "\(line): \(answer)")
  }

  /// The sites offered for `trace` are those that models have: each site of a model, its layer left open, and none that no
  /// model has.
  @Test func sites() throws {
    let folder = TemporaryFolder()
    var known: Set<String> = []
    for model in ["demo-gpt2", "demo-bart", Fixtures.model("bert_classifier")] {
      let run = try ProgramRun(
        ["trace", "--model", model, "--text", "x", "--sites", "*", "-o", "\(folder.path)/all.safetensors"])
      #expect(run.exitCode == 0, "\(run.errors)")
      known.formUnion(
        try SafetensorsFile(path: "\(folder.path)/all.safetensors").entries.map {
          $0.name.replacing(/layers\.\d+\./, with: "layers.*.")
        })
    }
    // Two stacks are offered by their first words, and then what is in them.
    let offered = try ["", "encoder.", "decoder."].flatMap { try answer(["trace", "--sites", $0]).words }
    let sites = offered.filter { $0 != "encoder." && $0 != "decoder." }
    #expect(sites.count + 2 == offered.count && Set(sites).count == sites.count)
    #expect(known.subtracting(sites).sorted() == [])
    // (Llama has a gate, Mixtral experts, DeepSeek latents, and LFM2 layers without attention; classifiers of tokens and answers have scores of their own; of the families with two stacks
    // some norm what their halves read.)
    let others = Set(sites).subtracting(known).filter {
      !$0.hasSuffix(".normed") && !$0.hasSuffix("mlp.gate") && $0 != "token_class_logits"
        && $0 != "span_logits" && !$0.contains(".router.") && !$0.hasPrefix("layers.*.mixer.")
        && !["latent", "query_latent", "gate"].map { "layers.*.attention.\($0)" }.contains($0)
    }
    #expect(others.sorted() == [])
    // What was typed before a comma stays.
    let listed = try answer(["trace", "--sites", "logits,decoder.layers.*.c"]).words
    #expect(listed == sites.filter { $0.hasPrefix("decoder.layers.*.c") }.map { "logits,\($0)" })
  }

  /// Files and folders where a path belongs, of the kinds that belong there, and nothing where only the writer knows.
  @Test(arguments: [
    (["chain", ""], "files yaml yml json"), (["chain", "x.yaml", "--report", ""], "files html"),
    (["run", "predictions", "--tensors", ""], "files safetensors npz"),
    (["run", "predictions", "-o", ""], "files"),
    (["run", "predictions", "--model", "./"], "folders"), (["build", ""], "folders"),
    (["conform", ""], "files so"), (["install", ""], "files explainer so json"),
    (["run", "predictions", "--topk", ""], "none a whole number, 1 or more; default 10"),
    (["generate", ""], "none the explainer's name: token_surprisal"), (["nonsense", ""], "none "),
  ]) func paths(_ line: [String], _ kind: String) throws {
    let answer = try answer(line)
    #expect(answer.kind == kind && answer.words.isEmpty, "\(line): \(answer)")
  }

  /// What comes first in help comes first, and nothing that help lists is left out.
  @Test func orderOfHelp() throws {
    func places(of words: [String], in help: String) -> [Int] {
      let lines = help.split(separator: "\n")
      return words.compactMap { word in
        lines.firstIndex {
          $0.contains("  \(word) ") || $0.contains(", \(word) ") || $0.hasSuffix("  \(word)")
        }
      }
    }
    let commands = try answer([""]).words
    let help = try ProgramRun(["--help"]).output
    #expect(commands.count == help.matches(of: #/(?m)^  [a-z][a-z-]+  /#).count)
    #expect(places(of: commands, in: help) == places(of: commands, in: help).sorted())
    let options = try answer(["run", "rankings", "--"]).words
    let runHelp = try ProgramRun(["run", "rankings", "--help"]).output
    #expect(options.count == runHelp.matches(of: #/(?m)^  (-., )?--/#).count)
    let found = places(of: options, in: runHelp)
    #expect(found.count == options.count && found == found.sorted())
  }

  /// An option that was given is not offered again, unless it may be repeated.
  @Test func givenOnce() throws {
    let words = try answer(["run", "rankings", "--model", "demo-gpt2", "--watch", "x", "-o", "y", "--"]).words
    #expect(!words.contains("--model") && !words.contains("--output"))
    #expect(words.contains("--watch") && words.contains("--text"))
  }

  /// Bash cuts at `=` and keeps quotation marks.
  @Test(arguments: [
    ["run", "predictions", "--format", "=", "s"],
    ["run", "predictions", "--text", "\"a b\"", "--format", "'s"],
    ["run", "predictions", "--text", "=", "x", "--format", "s"],
  ]) func bash(_ line: [String]) throws {
    #expect(try answer(line, shell: "bash").words == ["svg"])
  }

  /// What is installed is known at once: entry points, parameters, and what can be taken out.
  @Test func installed() throws {
    let folder = TemporaryFolder()
    let registry = folder.write(RogueRegistry.text(library: "/nowhere/lib.so"), to: "registry.json")
    let environment = ["EXPLAINER_REGISTRY": registry]
    let entryPoints = try answer(["run", ""], environment: environment).words
    #expect(entryPoints.first == "predictions" && entryPoints.count > 6)
    let new = try #require(entryPoints.last)
    #expect(try answer(["info", String(new.prefix(3))], environment: environment).words.contains(new))
    let removable = try answer(["uninstall", ""], environment: environment).words
    #expect(!removable.isEmpty && !removable.contains("predictions"))
    #expect(try answer(["update", ""], environment: environment).words == removable)
  }

  /// Models of the cache that are complete, and folders here that hold one, by their names.
  @Test func models() throws {
    let folder = TemporaryFolder()
    let snapshot = "hub/models--some--model/snapshots/\(String(repeating: "a", count: 40))"
    for file in ["\(snapshot)/config.json", "\(snapshot)/model.safetensors", "mine/config.json"] {
      try folder.fill(file, "{}")
    }
    try folder.fill("hub/models--half/snapshots/\(String(repeating: "b", count: 40))/config.json", "{}")
    let words = try answer(
      ["run", "predictions", "--model", ""], environment: ["HF_HUB_CACHE": "\(folder.path)/hub"],
      directory: folder.path
    ).words
    #expect(words == ["demo-bart", "demo-bert", "demo-gpt2", "some/model", "mine"])
  }

  /// A registry that cannot be read takes nothing but its own names away, and says nothing while somebody types.
  @Test func brokenRegistry() throws {
    let folder = TemporaryFolder()
    let registry = folder.write("{", to: "registry.json")
    let answer = try answer(["cha"], environment: ["EXPLAINER_REGISTRY": registry])
    #expect(answer.words == ["chain"])
    #expect(try self.answer(["run", ""], environment: ["EXPLAINER_REGISTRY": registry]).words.isEmpty)
  }
}
