import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Foundation
import JSON
import Testing

@testable import explainer

/// One run piped into the next, and what stands in its way.
@Suite struct PipeTests {
  private let first = [
    "run", "predictions", "--model", "demo-gpt2", "--text", "The keys", "--format", "json",
  ]

  /// `--from` takes model and texts over; what is given beside it counts instead.
  @Test func from() throws {
    let document = try ProgramRun(first).output
    let second = try ProgramRun(["run", "rankings", "--from", "-", "--format", "json"], input: document)
    #expect(second.exitCode == 0, "\(second.errors)")
    let json = try JSONValue(parsing: second.output)
    #expect(json["model"]?["id"] == "demo-gpt2" && json["texts"] == ["The keys"])
    let other = try ProgramRun(
      ["run", "rankings", "--from", "-", "--text", "A dog", "--format", "json"], input: document)
    #expect(try JSONValue(parsing: other.output)["texts"] == ["A dog"])
  }

  /// What was written by an earlier version, and what a later one with more members may write, is read as well.
  @Test(arguments: ["explainer/explanation/1", "explainer/explanation/1.1", "explainer/explanation/1.9"])
  func versions(_ schema: String) throws {
    let document =
      "{\"schema\": \"\(schema)\", \"model\": {\"id\": \"demo-gpt2\"}, \"texts\": [\"a\"], \"checks\": {\"x\": 1}}"
    let run = try ProgramRun(["run", "rankings", "--from", "-", "--format", "json"], input: document)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try JSONValue(parsing: run.output)["texts"] == ["a"])
  }

  /// What is no explanation is refused with where it is; standard input cannot be two things; an explanation of two
  /// texts does not fit an entry point of one.
  @Test(arguments: [
    ("{\"a\": 1}", [], 65, "standard input: is no explanation"), ("{\"a\": ", [], 65, "standard input:1:7"),
    ("{\"schema\": \"explainer/explanation/2\"}", [], 65, "found \"explainer/explanation/2\""),
    ("", ["--text", "-"], 64, "cannot be both --from and --text"),
    (
      "{\"schema\": \"explainer/explanation/1\", \"model\": {\"id\": \"demo-gpt2\"}, \"texts\": [\"a\", \"b\"]}",
      [], 64,
      "rankings reads texts; expected 1, found 2"
    ),
  ])
  func refused(_ input: String, _ more: [String], _ code: Int, _ expected: String) throws {
    let run = try ProgramRun(["run", "rankings", "--from", "-"] + more, input: input)
    #expect(Int(run.exitCode) == code && run.output.isEmpty)
    #expect(run.errors.contains(expected), "\(run.errors)")
  }

  /// A reader that goes amid a chain or a session ends both quietly, and no scratch folder of a worker stays.
  @Test(arguments: [["chain", "SCRIPT", "--no-cache", "--quiet"], ["session"]])
  func goneReader(_ arguments: [String]) throws {
    let folder = TemporaryFolder()
    let script = folder.write(
      "{\"model\": \"demo-gpt2\", \"texts\": [\"a\", \"b\"], \"steps\": [{\"run\": \"predictions\"}]}",
      to: "script.json")
    let request =
      "{\"id\": 1, \"method\": \"run\", \"params\": {\"entry_point\": \"predictions\", \"model\": \"demo-gpt2\", "
      + "\"text\": \"a\"}}\n"
    let run = try ProgramRun(
      ["-c", "{ \"$0\" \"$@\"; echo $? >&2; } | head -c 1 >/dev/null", BuildProducts.executable]
        + arguments.map { $0 == "SCRIPT" ? script : $0 },
      input: request, environment: ["TMPDIR": folder.path], executable: "/bin/sh")
    #expect(run.errors == "0\n")
    let scratch = "\(folder.path)/explainer-\(geteuid())"
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch).isEmpty)
  }

  /// A reader that has seen enough ends the program quietly.
  @Test func closedPipe() throws {
    let run = try ProgramRun(
      ["-c", "\"$0\" list-entry-points --json | head -n 1", BuildProducts.executable], executable: "/bin/sh")
    #expect(run.exitCode == 0 && run.errors.isEmpty && run.output == "[\n")
  }

  /// A parameter that is called as an option of the command keeps an option of its own.
  @Test func optionNames() throws {
    let parameters = [
      Parameter("format", .string, default: "x", summary: "taken"),
      Parameter("in_process", .boolean, default: false, summary: "taken"),
      Parameter("topk", .integer, default: 1, summary: "free"),
    ]
    #expect(
      parameters.map { Argument($0).name } == ["parameter-format", "parameter-in-process", "topk"])
    let entryPoint = EntryPoint(
      name: "odd", summary: "", documentation: "", fits: [], texts: 0...0, parameters: parameters)
    let given = try CommandLineReader.read(
      ["--model", "m", "--format", "json", "--parameter-format", "mine", "--parameter-in-process"],
      of: Command(running: entryPoint))
    let options = try RunOptions(given, entryPoint: entryPoint)
    #expect(options.format == .json && !options.runsInProcess)
    #expect(options.parameters == ["format": "mine", "in_process": true])
  }
}
