import ExplainerTestSupport
import Foundation
import Testing

@testable import explainer

/// `generate`, `install`, `update` and `conform` as authors and users meet them.
@Suite struct PartiesCommandTests {
  private let folder = TemporaryFolder()

  private var environment: [String: String] {
    ["XDG_CONFIG_HOME": "\(folder.path)/config", "HOME": folder.path]
  }

  private func run(_ arguments: String...) throws -> ProgramRun {
    try ProgramRun(arguments, environment: environment, directory: folder.path)
  }

  /// A project whose library is there already: the one of `Tests/RoguePlugin`.
  private func project() throws {
    try folder.fill(
      "rogue/explainer.json",
      """
      {"schema": "explainer/project/1", "name": "rogue", "symbol": "explainer_plugin_rogue",
       "library": "build/libRoguePlugin.so", "sources": [],
       "build": "mkdir -p build && cp '\(BuildProducts.folder)/libRoguePlugin.so' build/"}
      """)
  }

  /// A folder is built and installed; once more repairs what was damaged, and says so; its name updates it.
  @Test func projectFolder() throws {
    try project()
    let first = try run("install", "rogue")
    #expect(first.exitCode == 0 && first.output.hasPrefix("installed rogue/rogue 1.0.0"), "\(first.errors)")
    let again = try run("install", "rogue")
    #expect(again.exitCode == 0 && again.output.hasPrefix("rogue/rogue 1.0.0 was installed already"))
    let path = "\(folder.path)/config/explainer/plugins"
    let plugin = try #require(try FileManager.default.contentsOfDirectory(atPath: path).first)
    try FileManager.default.removeItem(atPath: "\(path)/\(plugin)/libRoguePlugin.so")
    let broken = try run("run", "rogue/fine", "--model", "demo-gpt2")
    #expect(
      broken.exitCode == 69 && broken.errors.contains("'explainer update rogue/rogue' installs it again"))
    for name in ["rogue/rogue", "rogue"] {
      let repaired = try run("update", name)
      #expect(repaired.exitCode == 0, "\(repaired.errors)")
      #expect(
        repaired.output.hasPrefix(
          name == "rogue"
            ? "rogue/rogue 1.0.0 was installed already" : "repaired rogue/rogue 1.0.0: libRoguePlugin.so"))
    }
    #expect(try run("run", "rogue/fine", "--model", "demo-gpt2").exitCode == 0)
    let nothing = try run("install", ".")
    #expect(nothing.exitCode == 66 && nothing.errors.contains("there is no explainer.json here"))
  }

  /// What a name means where several have it is said where one looks what there is, and in no other command.
  @Test func conflicts() throws {
    let registry = folder.write(
      """
      {"schema": "explainer/registry/1", "plugins": [{"explainer": "odd", "plugin": "odd", "version": "1.0.0",
       "license": "MIT", "library": "libodd.so", "entry_points": [{"name": "predictions", "summary": "is odd"}]}]}
      """, to: "registry.json")
    let environment = ["EXPLAINER_REGISTRY": registry]
    let note = "'predictions' means lm_layers_explainer/predictions; say 'odd/predictions' for the other"
    for command in ["list", "list-entry-points"] {
      #expect(try ProgramRun([command], environment: environment).errors == "warning: \(note)\n")
    }
    #expect(try ProgramRun(["doctor"], environment: environment).output.contains(note))
    let run = try ProgramRun(
      ["run", "predictions", "--model", "demo-gpt2", "--text", "The keys"], environment: environment)
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    let info = try ProgramRun(["info", "predictions"], environment: environment)
    #expect(info.output.hasPrefix("lm_layers_explainer/predictions\n"))
  }

  /// A plugin that is about masks alone conforms on a text that has one, and says so of one that has none; how many texts
  /// there have to be is said before anything runs.
  @Test func conformTexts() throws {
    func conform(_ texts: String...) throws -> ProgramRun {
      try ProgramRun(
        [
          "conform", "\(BuildProducts.folder)/libPredictions.so", "--symbol", "explainer_plugin_predictions",
          "--model", "demo-bert",
        ] + texts.flatMap { ["--text", $0] }, environment: environment)
    }
    let with = try conform("The cat sat on the [MASK].")
    #expect(with.exitCode == 0, "\(with.output)")
    let without = try conform("The cat sat on the mat.")
    #expect(without.exitCode == 70 && without.output.contains("FAILED  answers"), "\(without.output)")
  }

  /// Without Swift nothing is made unasked that could not be built: the languages that can are offered.
  ///
  /// What was asked for
  /// is made, with what building it needs.
  @Test func withoutSwift() throws {
    for tool in ["make", "cc", "cargo"] {
      let path = try folder.fill("bin/\(tool)", "#!/bin/sh\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    func generate(_ name: String, _ options: String...) throws -> ProgramRun {
      try ProgramRun(
        ["generate", name] + options, environment: ["PATH": "\(folder.path)/bin"], directory: folder.path)
    }
    let unasked = try generate("odd")
    #expect(unasked.exitCode == 64 && unasked.errors.contains("--language c or rust"), "\(unasked.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/odd"))
    let asked = try generate("even", "--language", "swift")
    #expect(asked.exitCode == 0 && asked.errors.contains("swift is not on the path"))
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/even/Package.swift"))
    let c = try generate("third", "--language", "c")
    #expect(c.exitCode == 0 && c.errors.isEmpty)
  }

  /// Help names documents where they are: in an installed program in its own folder of documents, and the manual, which
  /// is made before anything is installed, by the prefix.
  @Test func documents() throws {
    let prefix = "\(folder.path)/usr"
    let bin = "\(prefix)/bin"
    try FileManager.default.createDirectory(
      atPath: "\(prefix)/share/doc/explainer/Docs", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
    for file in ["explainer", "explainer_Distribution.resources"] {
      try FileManager.default.copyItem(atPath: "\(BuildProducts.folder)/\(file)", toPath: "\(bin)/\(file)")
    }
    for (command, document) in [
      ("chain", "chains.md"), ("session", "session-protocol.md"), ("conform", "write-a-plugin.md"),
    ] {
      let installed = try ProgramRun([command, "--help"], executable: "\(bin)/explainer")
      let words = installed.output.replacing("\n", with: "").replacing(" ", with: "")
      #expect(
        words.contains("\(prefix)/share/doc/explainer/Docs/\(document)".replacing(" ", with: "")),
        "\(installed.output)")
      let built = try ProgramRun([command, "--help"])
      #expect(built.output.contains("Docs/\(document)") && !built.output.contains("/Docs/\(document)"))
    }
    let manual = try ProgramRun(["__manual"], executable: "\(bin)/explainer")
    #expect(
      manual.output.contains("PREFIX/share/doc/explainer/Docs/chains.md")
        && !manual.output.contains(folder.path))
    try FileManager.default.removeItem(atPath: "\(prefix)/share/doc")
    let alone = try ProgramRun(["chain", "--help"], executable: "\(bin)/explainer")
    #expect(alone.output.contains("chains.md in the folder Docs of the sources"))
  }
}
