import ExplainerTestSupport
import Foundation
import JSON
import Testing
@testable import Sandbox

/// `explainer chain` as a person runs it.
@Suite struct ChainCommandTests {
  private static let examples = "\(Fixtures.packageRoot)/Docs/examples/chains"

  /// A script that needs some time: ten texts, four explainers, files, collections, a report.
  private static let study = """
    title: A study
    models: [demo-gpt2]
    texts: [The key, The keys, The dog near the tree, A man, It was]
    steps:
    - {id: lens, run: predictions, with: {topk: 3}, outputs: ["lens/${index}.json", "lens/${index}.svg"]}
    - {id: ranks, run: rankings, with: {watch: "${lens.result.layers[-1].tokens[0:2].id}"}, output: "ranks/${index}.html"}
    - {id: factors, run: activations, if: "length(texts[0]) > 6", with: {n_components: 2}, output: "factors-${index}.safetensors"}
    - {id: peaks, run: predictions, each: "${factors.result.factors}", with: {position: "${each.peak.position + 1}"}, output: "peak-${index}-${each_index}.txt"}
    collect:
    - {table: t, columns: {text: "${text}", answer: "${lens.result.answer.token}"}, outputs: [t.csv, t.html]}
    - {curves: c, label: "${text}", values: "${ranks.result.rankings[*][0]}", output: c.svg}
    report: report.html
    """

  private func run(
    _ script: String, in folder: TemporaryFolder, _ more: [String] = [], environment: [String: String] = [:]
  ) throws -> ProgramRun {
    let path = folder.write(script, to: "script.yaml")
    return try ProgramRun(
      ["chain", path, "--cache", "\(folder.path)/cache"] + more, environment: environment,
      directory: folder.path)
  }

  /// Every file below a folder, but for what is kept and the script itself.
  private func files(_ folder: TemporaryFolder) throws -> [String: Data] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    var files: [String: Data] = [:]
    for name in names where !name.hasPrefix("cache") && name != "script.yaml" {
      files[name] = FileManager.default.contents(atPath: "\(folder.path)/\(name)")
    }
    return files
  }

  /// All steps on one text share one forward pass.
  @Test func onePass() throws {
    let folder = TemporaryFolder()
    let script = """
      model: MODEL
      text: The keys to the cabinet
      steps: [{run: predictions}, {run: rankings}, {run: activations, with: {n_components: 2}}, {run: attention_head_view},
        {run: attention_neuron_view}, {run: attention_model_view}, {id: again, run: predictions, with: {normed: true}}]
      """
    for model in ["demo-gpt2", "demo-bert"] {
      let text = script.replacing("MODEL", with: model).replacing(
        "text: The keys to the cabinet",
        with: model == "demo-bert" ? "text: \"The keys [MASK] there\"" : "text: The keys")
      let run = try run(text, in: folder, ["--format", "json"])
      #expect(run.exitCode == 0, "\(run.errors)")
      let summary = try JSONValue(parsing: run.output)["summary"]
      #expect(summary?["explained"] == 7 && summary?["passes"] == 1, "\(run.output)")
    }
  }

  /// A result feeds the next step; conditions and lists decide what is done; everything is written where it should be.
  @Test func study() throws {
    let folder = TemporaryFolder()
    let run = try run(Self.study, in: folder)
    #expect(run.exitCode == 0, "\(run.errors)")
    let files = try files(folder)
    #expect(files["lens/4.json"] != nil && files["ranks/0.html"] != nil && files["peak-2-1.txt"] != nil)
    // "The key" is 7 characters long, "A man" 5: the condition holds for the one and not for the other.
    #expect(files["factors-0.safetensors"] != nil && files["factors-3.safetensors"] == nil)
    let ranks = try JSONValue(parsing: [UInt8](files["lens/2.json"] ?? Data()))
    #expect(ranks["entry_point"] == "lm_layers_explainer/predictions")
    let csv = String(decoding: files["t.csv"] ?? Data(), as: UTF8.self)
    #expect(csv.hasPrefix("text,answer\nThe key,") && csv.split(separator: "\n").count == 6)
    #expect(String(decoding: files["report.html"] ?? Data(), as: UTF8.self).hasPrefix("<!doctype html>"))
  }

  /// Killed at any moment and resumed, a chain leaves the bytes of an uninterrupted one; what was whole is not done again.
  ///
  /// The moment is when so many files are there, of answers kept and outputs written, from none to all but the last few.
  @Test func killedAndResumed() throws {
    let whole = TemporaryFolder()
    #expect(try run(Self.study, in: whole).exitCode == 0)
    let expected = try files(whole)
    func count(_ folder: TemporaryFolder) -> Int {
      (try? FileManager.default.subpathsOfDirectory(atPath: folder.path))?.count ?? 0
    }
    let total = count(whole)
    var random = SeededNumbers(seed: 14)
    for round in 0..<7 {
      let folder = TemporaryFolder()
      let path = folder.write(Self.study, to: "script.yaml")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: BuildProducts.executable)
      process.arguments = ["chain", path, "--cache", "\(folder.path)/cache", "--quiet"]
      process.environment = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"]
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      let isAsked = round % 4 == 0
      // (Before it has kept its first answer nobody need be listening for an interrupt.)
      let moment = Int.random(in: (isAsked ? 5 : 0)..<total - 20, using: &random)
      let isThere = Waiting.until { count(folder) >= moment }
      #expect(isThere, "\(moment) of \(total) files")
      kill(process.processIdentifier, isAsked ? SIGINT : SIGKILL)
      process.waitUntilExit()
      // It had not come to its end.
      #expect(
        process.terminationReason == (isAsked ? .exit : .uncaughtSignal), "at \(moment) of \(total) files")
      #expect(process.terminationStatus == (isAsked ? 130 : SIGKILL), "at \(moment) of \(total) files")
      #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/report.html"))
      // What is there is whole.
      for (name, bytes) in try files(folder) { #expect(bytes == expected[name], "\(name) at \(moment)") }
      let resumed = try run(Self.study, in: folder, ["--resume"])
      #expect(resumed.exitCode == 0, "\(resumed.errors)")
      #expect(try files(folder) == expected, "killed at \(moment) of \(total) files")
    }
  }

  /// Nothing is done again where everything is kept, unless what went into it has changed.
  @Test func resumes() throws {
    let folder = TemporaryFolder()
    let script =
      "model: demo-gpt2\ntexts: [The key, The keys]\nsteps: [{run: predictions, with: {topk: 2}}]\n"
    func summary(_ text: String, _ more: [String] = ["--resume"]) throws -> JSONValue? {
      try JSONValue(parsing: run(text, in: folder, ["--format", "json"] + more).output)["summary"]
    }
    #expect(try summary(script, [])?["passes"] == 2)
    #expect(try summary(script)?["kept"] == 2)
    #expect(try summary(script, [])?["kept"] == 0)
    #expect(try summary(script.replacing("topk: 2", with: "topk: 3"))?["kept"] == 0)
    #expect(try summary(script.replacing("The keys", with: "The dogs"))?["kept"] == 1)
    // A record that was cut or changed is no record.
    let records = try FileManager.default.subpathsOfDirectory(atPath: "\(folder.path)/cache").filter {
      $0.count > 60
    }
    for name in records {
      let path = "\(folder.path)/cache/\(name)"
      var bytes = try #require(FileManager.default.contents(atPath: path))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(fileURLWithPath: path))
    }
    #expect(try summary(script)?["kept"] == 0)
  }

  /// What a chain has asked once it does not ask again, resumed or not.
  @Test func askedTwice() throws {
    let script =
      "model: demo-gpt2\ntext: The key\nsteps: [{run: predictions}, {id: again, run: predictions}]\n"
    for (more, kept) in [([], 1), (["--resume"], 1), (["--no-cache"], 0)] as [([String], Int)] {
      let run = try run(script, in: TemporaryFolder(), ["--format", "json"] + more)
      let summary = try JSONValue(parsing: run.output)["summary"]
      #expect(summary?["explained"] == 2 && summary?["kept"] == .integer(kept), "\(run.output)")
    }
  }

  /// What needs a step that failed has failed with it, however many steps are between: no other value takes its place.
  @Test func failureGoesOn() throws {
    let folder = TemporaryFolder()
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let run = try run(
      """
      model: demo-gpt2
      text: a
      on_error: continue
      steps:
      - {id: bad, run: crash}
      - {id: next, run: rankings, with: {position: "${bad.result.position}"}}
      - {id: last, run: rankings, with: {position: "${next.result.position ?? 1}"}}
      """, in: folder, ["--format", "json"], environment: ["EXPLAINER_REGISTRY": registry])
    let summary = try JSONValue(parsing: run.output)["summary"]
    #expect(
      summary?["failed"] == 1 && summary?["skipped"] == 2 && summary?["explained"] == 0, "\(run.output)")
  }

  /// A step that fails ends the chain, or only what needs it; the summary says what is missing, the exit code why.
  @Test func failures() throws {
    let folder = TemporaryFolder()
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let script = """
      model: demo-gpt2
      texts: [a, b]
      on_error: CHOICE
      steps:
      - {id: lens, run: predictions, output: "${index}.json"}
      - {id: bad, run: crash}
      - {id: after, run: rankings, with: {watch: "${bad.result.x}"}}
      - {id: rest, run: rankings, output: "rest-${index}.json"}
      """
    let goesOn = try run(
      script.replacing("CHOICE", with: "continue"), in: folder, ["--format", "json"],
      environment: ["EXPLAINER_REGISTRY": registry])
    #expect(goesOn.exitCode == 70)
    let summary = try JSONValue(parsing: goesOn.output)["summary"]
    #expect(
      summary?["explained"] == 4 && summary?["failed"] == 2 && summary?["skipped"] == 2, "\(goesOn.output)")
    #expect(goesOn.errors.contains("failed: bad on demo-gpt2, text 1: "))
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/rest-1.json"))
    let stops = try run(
      script.replacing("CHOICE", with: "stop"), in: TemporaryFolder(),
      environment: ["EXPLAINER_REGISTRY": registry])
    #expect(stops.exitCode == 70)
    #expect(
      stops.errors.contains("The chain stopped at an error: 2 of 2 points are not done."), "\(stops.errors)")
    #expect(stops.errors.contains("The same command with --resume goes on from here."))
  }

  /// What speaks of a step that its condition left out has another value behind `??`, and is left out without it.
  @Test func leftOut() throws {
    let folder = TemporaryFolder()
    let run = try run(
      """
      model: demo-gpt2
      texts: [The key, A man]
      steps:
      - {id: lens, run: predictions, if: text.length > 5}
      - {id: needs, run: rankings, with: {position: "${lens.result.position}"}}
      - {id: has, run: rankings, with: {position: "${needs.result.position ?? 2}"}}
      collect: [{table: t, columns: {at: "${lens.result.position ?? 'none'}"}, output: t.csv}]
      """, in: folder, ["--format", "json"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let summary = try JSONValue(parsing: run.output)["summary"]
    #expect(
      summary?["explained"] == 4 && summary?["skipped"] == 2 && summary?["failed"] == 0, "\(run.output)")
    #expect(String(decoding: try files(folder)["t.csv"] ?? Data(), as: UTF8.self) == "at\n2\nnone\n")
  }

  /// A script sees whether a check failed: of the texts one is too short for the factors asked for.
  @Test func checks() throws {
    let folder = TemporaryFolder()
    let run = try run(
      """
      model: demo-gpt2
      texts: [The key, The keys to the cabinet were on the table]
      steps:
      - {id: factors, run: activations, with: {n_components: 5}}
      - {id: sound, run: predictions, if: "not (false in factors.checks[*].passed)"}
      - {id: trimmed, run: rankings, if: "not (factors.checks.n_components_trimmed.passed ?? true)"}
      collect:
      - table: t
        columns: {failed: "${factors.checks.n_components_trimmed.meaning ?? 'nothing'}"}
        output: t.csv
      """, in: folder, ["--format", "json"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let summary = try JSONValue(parsing: run.output)["summary"]
    #expect(summary?["explained"] == 4 && summary?["skipped"] == 2, "\(run.output)")
    let table = String(decoding: try files(folder)["t.csv"] ?? Data(), as: UTF8.self)
    #expect(
      table
        == "failed\n\"Components asked for but not computed, because there cannot be more than tokens.\"\nnothing\n"
    )
  }

  /// A disk that is full ends the chain with one error; what was written before is whole.
  @Test func fullDisk() throws {
    let folder = TemporaryFolder()
    let script = folder.write(
      "model: demo-gpt2\ntexts: [a, b]\nsteps: [{run: predictions, outputs: [\"${index}.svg\", \"${index}.html\"]}]\n",
      to: "script.yaml")
    // No file may grow beyond 64 KiB, which the drawing is and the page is not.
    let command = "trap '' XFSZ; ulimit -f 128; exec \"$0\" chain \"$1\" -o \"$2\" --cache \"$2/cache\""
    let run = try ProgramRun(
      ["-c", command, BuildProducts.executable, script, folder.path], executable: "/bin/sh")
    #expect(run.exitCode == 74, "\(run.errors)")
    #expect(run.errors.contains("0.html: cannot be written: File too large"), "\(run.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == ["0.svg", "cache", "script.yaml"])
  }

  /// Interrupted, a chain says what is missing, and how to go on.
  @Test func interrupted() throws {
    let folder = TemporaryFolder()
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let script = folder.write(
      "model: demo-gpt2\ntexts: [a, b]\nsteps: [{run: predictions, output: \"${index}.json\"}, {run: hang}]\n",
      to: "s.yaml")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuildProducts.executable)
    process.arguments = ["chain", script, "-o", folder.path, "--cache", "\(folder.path)/cache"]
    process.environment = ["PATH": "/usr/bin:/bin", "EXPLAINER_REGISTRY": registry]
    let errors = Foundation.Pipe()
    process.standardError = errors
    try process.run()
    var text = ""
    while !text.contains("hanging"), case let more = errors.fileHandleForReading.availableData, !more.isEmpty
    {
      text += String(decoding: more, as: UTF8.self)
    }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    text += String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(process.terminationStatus == 130)
    #expect(text.contains("The chain was interrupted: 2 of 2 points are not done."), "\(text)")
    #expect(text.contains("--resume"))
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/0.json"))
  }

  /// A script is a program where its first line says so; `--check` and `--dry-run` do nothing else.
  @Test func script() throws {
    let folder = TemporaryFolder()
    let bin = "\(folder.path)/bin"
    try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: "\(bin)/explainer", withDestinationPath: BuildProducts.executable)
    let path = folder.write(
      "#!/usr/bin/env -S explainer chain --no-cache\nmodel: demo-gpt2\ntext: The keys\nsteps: [{run: predictions}]\n",
      to: "study")
    chmod(path, 0o755)
    let run = try ProgramRun([], environment: ["PATH": "\(bin):/usr/bin:/bin"], executable: path)
    #expect(run.exitCode == 0 && run.output.contains("What each layer predicts"), "\(run.errors)")
    #expect(run.errors == "1 run on 1 point: 1 forward pass\n")
    let check = try ProgramRun(["chain", path, "--check"])
    #expect(check.output == "\(path): 1 step on 1 point, 1 run\n")
    let plan = try ProgramRun(["chain", path, "--dry-run"])
    #expect(
      plan.output.contains("forward passes: 1 or more") && plan.output.contains("(2 tokens)"),
      "\(plan.output)")
    let stdin = try ProgramRun(
      ["chain", "-", "--check"], input: "model: demo-gpt2\ntext: a\nsteps: [{run: x}]\n")
    #expect(
      stdin.exitCode == 65
        && stdin.errors.hasPrefix("error: standard input:3:15: there is no entry point 'x'"))
  }

  /// The studies of the documentation run, as they stand there.
  @Test(arguments: ["agreement", "facts", "factors", "heads"]) func examples(_ name: String) throws {
    let folder = TemporaryFolder()
    let run = try ProgramRun(
      [
        "chain", "\(Self.examples)/\(name).yaml", "-o", folder.path, "--no-cache", "--report",
        "\(folder.path)/r.html",
      ])
    #expect(run.exitCode == 0, "\(run.errors)")
    let (points, passes) =
      ["agreement": (12, 12), "facts": (9, 9), "factors": (1, 1), "heads": (8, 8)][name] ?? (0, 0)
    #expect(
      run.errors.contains("on \(points) point") && run.errors.contains("\(passes) forward pass"),
      "\(run.errors)")
  }

  /// Models on the command line stand in for the script's.
  @Test func otherModel() throws {
    let folder = TemporaryFolder()
    let run = try run(
      "model: nowhere\ntext: The [MASK].\nsteps: [{run: predictions}]\ncollect: [{table: t, columns: {model: \"${model}\"}}]\n",
      in: folder, ["--model", "demo-bert", "--format", "json"])
    #expect(try JSONValue(parsing: run.output)["collected"]?["t"]?[0]?["model"] == "demo-bert")
  }
}
