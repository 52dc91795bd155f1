import Diagnostics
import ExplainerTestSupport
import Foundation
import Testing

@testable import explainer

/// The page for `man`.
@Suite struct ManualTests {
  private func page(_ environment: [String: String] = [:]) throws -> String {
    let run = try ProgramRun(["__manual"], environment: environment)
    #expect(run.exitCode == 0 && run.errors.isEmpty)
    return run.output
  }

  /// The page's words, as a reader sees them.
  private func plain(_ page: String) -> String {
    page.replacing("\\-", with: "-").replacing(/\\f[BIR]/, with: "").replacing("\\&", with: "")
      .replacing("\\:", with: "")
      .replacing("\\(aq", with: "'").replacing("\n", with: " ")
  }

  /// Every command, every option, every entry point with its parameters, and every exit code is in it.
  @Test func isComplete() throws {
    let text = plain(try page())
    func check(_ command: Command, _ name: String) {
      #expect(text.contains(".SS \"\(name)\""), "\(name)")
      for option in command.options {
        for word in option.spellings { #expect(text.contains(word), "\(name) \(word)") }
      }
      for inner in command.subcommands { check(inner, "\(name) \(inner.name)") }
    }
    for command in Command.program.subcommands {
      check(command, "explainer \(command.name)")
    }
    for word in ["predictions (also logit_lens)", "--n-components N", "--no-do-sample", "EXPLAINER_REGISTRY"]
    {
      #expect(text.contains(word) != (word == "--no-do-sample"), "\(word)")
    }
    for code in ExitStatus.all { #expect(text.contains(".TP \(code.code) \(code.meaning)")) }
  }

  /// The exit codes that are listed are those that errors have.
  @Test func exitCodes() {
    let known = Set((0...0x50).map { ErrorCode(rawValue: $0).exitCode })
    #expect(Set(ExitStatus.all.map(\.code)) == known.union([0]))
  }

  /// Every variable of the environment that the program reads is explained.
  @Test func variables() throws {
    var names: Set<String> = []
    let sources = URL(fileURLWithPath: "\(Fixtures.packageRoot)/Sources")
    for module in ["Checkpoints", "ExplainerHost", "ExplainerViews", "Files", "HuggingFaceHub", "explainer"] {
      let files = FileManager.default.enumerator(
        at: sources.appending(path: module), includingPropertiesForKeys: nil)
      for case let file as URL in files ?? FileManager.DirectoryEnumerator()
      where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        for match in text.matches(of: /(?:environment\[|getenv\(|value\()"([A-Z][A-Z_]+)"/) {
          names.insert(String(match.1))
        }
      }
    }
    #expect(names.count > 8)
    let explained = Set(ManualFacts.variables.flatMap { $0.name.split(separator: ", ").map(String.init) })
    #expect(names.subtracting(explained).isEmpty, "\(names.subtracting(explained))")
  }

  /// What somebody has installed, and where the program lies, does not change the page.
  @Test func dependsOnTheProgramAlone() throws {
    let folder = TemporaryFolder()
    let registry = folder.write(RogueRegistry.text(library: "/nowhere/lib.so"), to: "registry.json")
    let text = try page(["EXPLAINER_REGISTRY": registry, "HOME": folder.path, "COLUMNS": "40"])
    #expect(try page() == text)
    #expect(!text.contains(Fixtures.packageRoot))
    let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
    #expect(isPlain)
  }

  /// troff has nothing to complain of.
  @Test(.enabled("groff is needed; apt-get install groff") { ShellCompletionTests.has("groff") })
  func isWellFormed() throws {
    let folder = TemporaryFolder()
    let file = folder.write(try page(), to: "explainer.1")
    for device in ["utf8", "ascii"] {
      let run = try ProgramRun(
        ["groff", "-ww", "-man", "-T\(device)", "-P-cbou", file], executable: "/usr/bin/env")
      #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
      #expect(run.output.contains("attention_model_view"))
    }
  }

  /// The examples run as they are written.
  @Test(arguments: ManualFacts.examples.map(\.command)) func example(_ command: String) throws {
    let folder = TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/explainer", withDestinationPath: BuildProducts.executable)
    let run = try ProgramRun(
      ["-c", command], environment: ["PATH": "\(folder.path):/usr/bin:/bin"], directory: folder.path,
      executable: "/bin/sh")
    #expect(run.exitCode == 0, "\(run.errors)")
  }
}
