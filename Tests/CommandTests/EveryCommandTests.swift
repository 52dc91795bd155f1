import ExplainerTestSupport
import Testing

@testable import explainer

/// Each command: its help and what it says to lines that cannot be meant, word for word, and a usual call.
@Suite struct EveryCommandTests {
  /// What a command is usually given, by the words that name it.
  private static let usual: [String: [String]] = [
    "list": [], "list-entry-points": [], "info": ["rankings"], "models": [], "models list": [],
    "run": ["predictions", "--model", "demo-gpt2", "--text", " is in", "--layer", "5"],
    "trace": ["--model", "demo-gpt2", "--text", "x", "--sites", "logits", "-o", "x.npz"],
    "continue": ["--model", "demo-gpt2", "--text", "The keys", "--generate", "2"],
    "sites": ["demo-gpt2", "logits"], "tokenize": ["--model", "demo-gpt2", "--text", "x"],
    "chain": ["\(Fixtures.packageRoot)/Docs/examples/chains/agreement.yaml", "--check"], "session": [],
    "models info": ["demo-bert"], "models download": ["distilgpt2"], "models path": ["demo-gpt2"],
    "models verify": ["demo-gpt2"], "doctor": [], "completions": ["bash"], "help": ["models", "path"],
    "install": ["measure/build/measure-0.1.0.explainer"], "update": ["measure"], "uninstall": ["measure"],
    "import": ["lm_layers_explainer"], "generate": ["measure", "--language", "c"], "build": ["measure"],
    "conform": ["measure", "--model", "demo-gpt2"],
    "extract": ["measure/build/measure-0.1.0.explainer", "-o", "sources"],
  ]

  /// All commands by the words that name them.
  private static let commands: [(words: String, command: Command)] = Command.program.subcommands.flatMap {
    outer in [(outer.name, outer)] + outer.subcommands.map { ("\(outer.name) \($0.name)", $0) }
  }

  private static let environment = ["HF_HUB_CACHE": "/nowhere/hub", "HF_HUB_OFFLINE": "1"]

  /// Lines that no command can mean: a slip in an option's name, an option given twice or without its value, a word too
  /// many, and nothing where something is needed.
  private static func slips(_ words: String, _ command: Command) -> [[String]] {
    let usual = usual[words] ?? []
    var lines: [[String]] = []
    if let option = command.options.first {
      let name = option.label
      lines.append(usual + ["\(name.prefix(3))\(name.dropFirst(4))"])
    }
    if let option = command.options.first(where: { $0.kind == .option && !$0.repeats }) {
      lines.append(usual + [option.label, "x", "\(option.label)=y"])
    }
    if let option = command.options.first(where: { $0.kind == .option }) { lines.append([option.label]) }
    if let flag = command.options.first(where: { $0.kind == .flag }) {
      lines.append(usual + ["\(flag.label)=x"])
    }
    if command.positionals.last?.repeats != true { lines.append(usual + ["surplus"]) }
    if command.arguments.contains(where: \.isRequired) { lines.append([]) }
    return lines
  }

  /// With `EXPLAINER_RECORD=1` the transcripts are written.
  @Test(arguments: commands.map(\.words)) func saysAsRecorded(_ words: String) throws {
    let command = try #require(Self.commands.first { $0.words == words }).command
    let name = words.split(separator: " ").map(String.init)
    var text = ""
    for line in [["--help"]] + Self.slips(words, command) {
      let run = try ProgramRun(name + line, environment: Self.environment, directory: "/")
      #expect(run.exitCode == (line == ["--help"] ? 0 : 64), "\(line): \(run.errors)")
      #expect(line == ["--help"] ? run.errors.isEmpty : run.output.isEmpty)
      // Whether the checkout's own path has blanks must not show.
      let typed = (["explainer"] + name + line).map { $0.replacing(Fixtures.packageRoot, with: "PACKAGE") }
        .map { $0.contains(" ") ? "'\($0)'" : $0 }
      text +=
        "$ \(typed.joined(separator: " "))\n"
        + run.transcript.replacing(Fixtures.packageRoot, with: "PACKAGE")
    }
    let file = words.replacing(" ", with: "-")
    try Snapshot.check(
      text, file: "\(Fixtures.packageRoot)/Tests/CommandTests/Snapshots/commands/\(file).txt")
    #expect(Self.usual[words] != nil, "no usual call of '\(words)' is known")
  }

  /// What needs nothing but the program works as it is usually called.
  @Test(arguments: [
    ("list", "lm_layers_explainer"), ("list-entry-points", "(also logit_lens)"), ("info", "## Parameters"),
    ("run", "What layer 5 predicts"), ("trace", "wrote 1 tensors"), ("sites", "[T, 6144]"),
    ("tokenize", "position"),
    ("chain", "12 runs"), ("session", "explainer/session/1"), ("models", "demo-gpt2"),
    ("models list", "demo-gpt2"), ("models info", "bert (masked)"), ("models path", "demo-gpt2"),
    ("models verify", "fit each other"), ("completions", "complete -F _explainer"), ("doctor", "registry"),
    ("help", "USAGE: explainer models path <name>"), ("import", "predictions: "),
    ("generate", "made measure"),
  ])
  func usually(_ words: String, _ answer: String) throws {
    let folder = TemporaryFolder()
    let run = try ProgramRun(
      words.split(separator: " ").map(String.init) + #require(Self.usual[words]),
      environment: Self.environment, directory: folder.path)
    #expect(run.exitCode == 0 && (run.output + run.errors).contains(answer), "\(run.output) \(run.errors)")
  }

  /// What is not on this machine is fetched, unless that may not be.
  @Test func download() throws {
    let run = try ProgramRun(
      ["models", "download"] + #require(Self.usual["models download"]), environment: Self.environment)
    #expect(run.exitCode == 74 && run.errors.contains("HF_HUB_OFFLINE"), "\(run.errors)")
  }

  /// An author's road from the first file to the last: each command takes what the one before left.
  @Test(
    .enabled("cc and make are needed; apt-get install gcc make") {
      ShellCompletionTests.has("cc") && ShellCompletionTests.has("make")
    }) func authorsRoad() throws
  {
    let folder = TemporaryFolder()
    for (words, answer) in [
      ("generate", "made measure"), ("build", "built "), ("conform", "measure conforms"),
      ("extract", "extracted sources"), ("install", "installed measure/measure"),
      ("update", "was installed already"), ("uninstall", "took out measure/measure"),
    ] {
      let run = try ProgramRun(
        [words] + #require(Self.usual[words]), environment: ["HOME": folder.path], directory: folder.path)
      #expect(run.exitCode == 0 && run.output.contains(answer), "\(words): \(run.output) \(run.errors)")
    }
  }
}
