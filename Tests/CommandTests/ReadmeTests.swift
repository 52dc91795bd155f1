import ExplainerTestSupport
import Foundation
import JSON
import Testing

/// The commands of the README run as they are written.
@Suite struct ReadmeTests {
  /// Every indented line that begins with `explainer` and leaves nothing out.
  static let commands: [String] = {
    let text = (try? String(contentsOfFile: "\(Fixtures.packageRoot)/README.md", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { $0.hasPrefix("    explainer ") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.contains("…") && !$0.contains("MODEL") }
  }()

  @Test(arguments: commands) func runsAsWritten(_ command: String) throws {
    let folder = TemporaryFolder("a reader")
    for (name, target) in [("explainer", BuildProducts.executable), ("Docs", "\(Fixtures.packageRoot)/Docs")]
    {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder.path)/\(name)", withDestinationPath: target)
    }
    let run = try ProgramRun(
      ["-c", command], environment: ["PATH": "\(folder.path):/usr/bin:/bin"], directory: folder.path,
      executable: "/bin/sh")
    #expect(run.exitCode == 0, "\(run.errors)")
  }

  /// The table of the first question is what a terminal of 80 columns shows.
  @Test func table() throws {
    let text = try String(contentsOfFile: "\(Fixtures.packageRoot)/README.md", encoding: .utf8)
    let block = try #require(text.split(separator: "```\n").first { $0.hasPrefix("layer  rank 1") })
    let run = try ProgramRun(
      ["run", "predictions", "--model", "demo-gpt2", "--text", " Heathrow airport is in the city of"],
      environment: ["COLUMNS": "80"])
    let printed = run.output.split(separator: "\n")
    for line in block.split(separator: "\n") { #expect(printed.contains(line), "\(line)") }
  }

  /// Ids in the README are those of the tokens that the command before it names.
  @Test func watchedIDs() throws {
    let watched = Self.commands.filter {
      $0.contains("demo-gpt2") && $0.contains("--watch") && !$0.contains("--from")
    }
    #expect(watched.count == 2)
    let tokens = try watched.map { command in
      let script = command.replacing("explainer ", with: "\"$0\" ") + " --format json"
      let run = try ProgramRun(["-c", script, BuildProducts.executable], executable: "/bin/sh")
      return try JSONValue(parsing: run.output)["result"]?["watch"]?["tokens"]
    }
    #expect(tokens[0] == [" is", " are"] && tokens[1] == tokens[0])
  }

  /// There are such commands: the test above would pass without any.
  @Test func hasCommands() { #expect(Self.commands.count >= 8) }
}
