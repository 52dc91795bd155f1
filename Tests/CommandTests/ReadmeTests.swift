import ExplainerTestSupport
import Foundation
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

  /// There are such commands: the test above would pass without any.
  @Test func hasCommands() { #expect(Self.commands.count >= 8) }
}
