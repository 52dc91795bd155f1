import ExplainerTestSupport
import Foundation
import JSON
import Testing
@testable import Sandbox

/// `explainer models`, and runs that fetch a model by its name.
@Suite(.serialized, .enabled(if: HubServer.isAvailable, "needs python3"))
struct ModelsCommandTests {
  private func server(_ faults: JSONValue = []) throws -> HubServer {
    let server = try HubServer(faults: faults)
    try server.add("distilgpt2", copyOf: Fixtures.demoModel)
    return server
  }

  private let question = [
    "run", "predictions", "--model", "distilgpt2", "--text", "The keys", "--format", "json",
  ]

  /// A run with an id that is not here says how large the model is, fetches it, and answers; the next asks nobody.
  @Test func runFetches() throws {
    let server = try server()
    let run = try ProgramRun(question, environment: server.environment)
    #expect(run.exitCode == 0)
    let size = "4.4 MiB in 7 files"
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count == 2, "\(run.errors)")
    #expect(
      lines.first == "downloading distilgpt2 from \(server.addresses[0]): \(size), to \(server.cache)")
    #expect(lines.last?.hasPrefix("downloaded distilgpt2 in ") == true)
    let answer = try JSONValue(parsing: Array(run.output.utf8))
    #expect(answer["model"]?["id"] == "distilgpt2" && answer["model"]?["revision"]?.string?.count == 40)
    server.forgetRequests()
    let again = try ProgramRun(question, environment: server.environment)
    #expect(again.exitCode == 0 && again.errors.isEmpty && server.requests.isEmpty)
    #expect(again.output == run.output)
  }

  /// Every command that takes a model fetches it; quiet ones say nothing.
  @Test func allFetch() throws {
    let server = try server()
    let file = "\(server.folder.path)/out.safetensors"
    let commands = [
      ["tokenize", "--model", "distilgpt2", "--text", "x"],
      ["trace", "--model", "distilgpt2", "--text", "x", "--sites", "logits", "-o", file],
      question + ["--quiet"],
    ]
    for (index, command) in commands.enumerated() {
      let home = "\(server.folder.path)/home\(index)"
      let run = try ProgramRun(command, environment: server.environment.merging(["HF_HOME": home]) { $1 })
      #expect(run.exitCode == 0 && run.errors.contains("downloading") == !command.contains("--quiet"))
    }
  }

  /// A chain asks what a model is before it fetches any: a script with a fault fetches nothing, and names all its faults.
  @Test func chainFetchesLast() throws {
    let server = try server()
    let registry = server.folder.write(RogueRegistry.text(fits: ["masked"]), to: "registry.json")
    let script = server.folder.write(
      "models: [distilgpt2, org/none]\ntext: a\nsteps: [{run: crash}, {run: predictions, with: {topk: 0}}]",
      to: "script.yaml")
    let run = try ProgramRun(
      ["chain", script, "--no-cache"],
      environment: server.environment.merging(["EXPLAINER_REGISTRY": registry]) { $1 })
    #expect(
      run.exitCode == 65 && !run.errors.contains("downloading") && server.cached.isEmpty, "\(run.errors)")
    for words in [
      ":3:15: crash does not fit distilgpt2, a causal model", ":1:22: ", ":3:", "'topk' cannot be 0",
    ] { #expect(run.errors.contains(words), "\(run.errors)") }
  }

  /// Nothing is fetched offline, of a family that cannot be run, or without weights that can be read; what to do is said.
  @Test func refuses() throws {
    let server = try server()
    try server.add(
      "org/mamba", ["config.json": Array(#"{"model_type": "mamba"}"#.utf8), "model.safetensors": [1]])
    try server.add(
      "org/old", ["config.json": Array(#"{"model_type": "gpt2"}"#.utf8), "tf_model.h5": [1]])
    for (name, more, words, code) in [
      ("distilgpt2", ["HF_HUB_OFFLINE": "1"], "the Hub was not asked: HF_HUB_OFFLINE is set", 66),
      ("distilgpt2", ["HF_ENDPOINT": "http://127.0.0.1:9"], "http://127.0.0.1:9 cannot be read", 74),
      ("distilgtp2", [:], "has no such model, or does not show it to everybody", 66),
      ("org/mamba", [:], "models of this family cannot be run yet", 65),
      ("org/old", [:], "there are no weights that can be read", 65),
    ] as [(String, [String: String], String, Int32)] {
      let run = try ProgramRun(
        ["run", "predictions", "--model", name, "--text", "x"],
        environment: server.environment.merging(more) { $1 })
      #expect(run.exitCode == code && run.errors.contains(words), "\(run.errors)")
      #expect(server.cached.isEmpty && !run.errors.contains("downloading"))
    }
  }

  /// `download` prints the directory; `list`, `info`, `path` and `verify` find it and say what it is.
  @Test func subcommands() throws {
    let server = try server()
    func models(_ words: String..., more: [String: String] = [:]) throws -> ProgramRun {
      try ProgramRun(["models"] + words, environment: server.environment.merging(more) { $1 })
    }
    let unknown = try models("info", "distilgpt2")
    #expect(unknown.output.contains("not yet: `explainer models download distilgpt2` fetches 4.4 MiB"))
    #expect(try models("path", "distilgpt2").exitCode == 66)
    let first = try models("download", "distilgpt2")
    let folder = first.output.trimmingCharacters(in: .newlines)
    #expect(first.exitCode == 0 && folder.hasPrefix("\(server.cache)/models--distilgpt2/snapshots/"))
    let again = try models("download", "distilgpt2")
    #expect(again.output == first.output && again.errors == "distilgpt2 is here, as the Hub has it\n")
    #expect(try models("path", "distilgpt2", more: ["HF_HUB_OFFLINE": "1"]).output == first.output)
    let list = try models()
    #expect(list.output.contains(/distilgpt2 +gpt2 +4.4 MiB +[0-9a-f]{7} +the cache +ready/))
    #expect(list.output.contains(/demo-bart +bart +4.6 MiB +the program +ready/))
    let json = try JSONValue(parsing: Array(try models("list", "--json").output.utf8))
    #expect(json["models"]?.array?.last?["directory"]?.string == folder)
    let info = try JSONValue(parsing: Array(try models("info", "distilgpt2", "--json").output.utf8))
    #expect(info["layers"] == 6 && info["directory"]?.string == folder)
    #expect(try models("verify").output == "distilgpt2: 7 files, 4.4 MiB: as the Hub described them\n")
    // One byte of the weights is another.
    let weights = FileHandle(forUpdatingAtPath: "\(folder)/model.safetensors")
    try weights?.seek(toOffset: 1_000_000)
    try weights?.write(contentsOf: [0x5A])
    try weights?.close()
    let damaged = try models("verify", "distilgpt2")
    #expect(
      damaged.exitCode == 65 && damaged.errors.contains("model.safetensors: is not what the Hub described"))
    #expect(damaged.errors.contains("`explainer models download --force distilgpt2` fetches it again"))
    #expect(try models("download", "--force", "distilgpt2").exitCode == 0)
    #expect(try models("verify", "distilgpt2").exitCode == 0)
    // Without the Hub what is here is as good as ever, and said to be.
    let alone = try models("download", "distilgpt2", more: ["HF_ENDPOINT": "http://127.0.0.1:9"])
    #expect(alone.exitCode == 0 && alone.output == first.output)
    #expect(alone.errors.contains("whether it has changed is not known"))
  }

  /// An interrupt ends with 130 and leaves the beginning, also where the program is killed; the next goes on with it.
  @Test(arguments: [SIGINT, SIGKILL]) func interrupt(_ signal: Int32) throws {
    let server = try server([["port": "cdn", "slow": 1_000_000]])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuildProducts.executable)
    process.arguments = ["models", "download", "distilgpt2"]
    process.environment = server.environment
    let errors = Foundation.Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let folder = "\(server.cache)/models--distilgpt2/blobs"
    func begun() -> Int {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      // (Of the weights; other files may be under way as well.)
      return names.filter { $0.utf8.count == 64 + ".incomplete".utf8.count }.reduce(0) { sum, name in
        sum + ((try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")).count) ?? 0)
      }
    }
    #expect(Waiting.until { begun() >= 300_000 })
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    if signal == SIGINT {
      #expect(process.terminationStatus == 130)
      #expect(text.hasSuffix("error: interrupted; the next try goes on where this one stopped\n"), "\(text)")
    }
    let kept = begun()
    #expect(kept >= 300_000)
    server.setFaults([])
    server.forgetRequests()
    let next = try ProgramRun(["models", "download", "distilgpt2"], environment: server.environment)
    #expect(next.exitCode == 0 && next.errors.contains("of them here from before"), "\(next.errors)")
    #expect(server.requests.contains { $0.headers["range"]?.hasPrefix("bytes=\(kept)-") == true })
    #expect(try ProgramRun(["models", "verify"], environment: server.environment).exitCode == 0)
  }

  /// A session tells of the download as it tells of a run, and `cancel` stops it.
  @Test func session() throws {
    let server = try server()
    let requests = """
      {"id": 1, "method": "tokenize", "params": {"model": "distilgpt2", "text": "The keys"}}
      {"id": 2, "method": "run", "params": {"entry_point": "predictions", "model": "distilgpt2", "text": "x"}}
      """
    let run = try ProgramRun(["session"], input: requests, environment: server.environment)
    let lines = try run.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    #expect(lines.contains { $0["id"] == 1 && $0["result"]?["tokens"]?.array?.count == 2 })
    #expect(lines.contains { $0["id"] == 2 && $0["result"]?["document"] != nil })
    #expect(
      lines.contains { $0["log"]?["message"]?.string?.hasPrefix("downloading distilgpt2 from") == true })
    #expect(lines.contains { $0["progress"]?["note"]?.string?.hasPrefix("downloading distilgpt2: ") == true })
    #expect(run.errors.isEmpty)
    let slow = try self.server([["port": "cdn", "slow": 100_000]])
    // Asked and cancelled while the download goes on: once it has told of itself.
    let script = """
      { echo '{"id": 1, "method": "tokenize", "params": {"model": "distilgpt2", "text": "x"}}'
        until grep -q '"progress"' answers; do :; done
        echo '{"id": 2, "method": "ping"}'; echo '{"id": 3, "method": "cancel", "params": {"id": 1}}'; } |
        "$0" session > answers
      """
    let folder = TemporaryFolder()
    folder.write("", to: "answers")
    _ = try ProgramRun(
      ["-c", script, BuildProducts.executable], environment: slow.environment, directory: folder.path,
      executable: "/bin/sh")
    let answers = try String(contentsOfFile: "\(folder.path)/answers", encoding: .utf8).split(separator: "\n")
      .map { try JSONValue(parsing: Array($0.utf8)) }.filter { $0["result"] != nil || $0["error"] != nil }
    #expect(answers.map { $0["id"] } == [2, 3, 1])
    #expect(answers.last?["error"]?["exit_code"] == 130)
  }

  /// libcurl is loaded by a process that downloads, and by no other; a proxy is used where the variables name one.
  @Test func onlyWhereNeeded() throws {
    let server = try server()
    try server.add("org/small", ["config.json": Array(#"{"model_type": "gpt2"}"#.utf8)])
    func load(_ words: [String]) throws -> String {
      try ProgramRun(words, environment: server.environment.merging(["LD_DEBUG": "files"]) { $1 }).errors
    }
    #expect(try !load(["run", "predictions", "--model", "demo-gpt2", "--text", "x"]).contains("libcurl"))
    #expect(try !load(["models", "list"]).contains("libcurl"))
    #expect(try load(["models", "info", "org/small"]).contains("libcurl"))
    let proxied = try ProgramRun(
      ["models", "download", "org/small"],
      environment: server.environment.merging([
        "HF_ENDPOINT": "http://hub.invalid", "http_proxy": server.addresses[0], "NO_PROXY": "",
      ]) { $1 })
    #expect(proxied.exitCode == 0, "\(proxied.errors)")
    #expect(server.requests.contains { $0.path.hasPrefix("http://hub.invalid/api/models/org/small") })
  }
}
