import ExplainerTestSupport
import Foundation
import Testing

/// The program called by itself, with a word it does not know, and asked for its version.
@Suite struct FirstWordsTests {
  /// It says what is here and what to do, in a small terminal; its first command works when it is pasted.
  @Test func fits() throws {
    let run = try ProgramRun([], environment: ["HF_HUB_CACHE": "/nowhere/hub"], directory: "/")
    #expect(run.exitCode == 0 && run.errors.isEmpty)
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 24)
    for word in ["demo-gpt2", "predictions", "in the cache", "--help", "list-entry-points"] {
      #expect(run.output.contains(word), "\(word)")
    }
    let commands = lines.filter { $0.contains(" run ") }
    #expect(commands.count == 2)
    let folder = TemporaryFolder()
    for command in commands {
      let pasted = try ProgramRun(
        ["-c", "cd '\(folder.path)' && \(command)"], executable: "/bin/sh")
      #expect(pasted.exitCode == 0, "\(pasted.errors)")
    }
  }

  /// Models of the cache and explainers of others are named, many of them in one line.
  @Test func knowsWhatIsHere() throws {
    let folder = TemporaryFolder()
    for name in (1...40).map({ "model-number-\($0)" }) {
      let snapshot = "hub/models--\(name)/snapshots/\(String(repeating: "a", count: 40))"
      for file in ["config.json", "model.safetensors"] { try folder.fill("\(snapshot)/\(file)", "{}") }
    }
    let registry = folder.write(RogueRegistry.text(library: "/nowhere/lib.so"), to: "registry.json")
    let run = try ProgramRun(
      [], environment: ["HF_HUB_CACHE": "\(folder.path)/hub", "EXPLAINER_REGISTRY": registry])
    #expect(run.output.contains(/in the cache +model-number-1, .* and \d+ more\n/))
    #expect(run.output.contains("  installed  "))
    #expect(run.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 24)
    let rows = run.output.split(separator: "\n").filter {
      $0.contains("  in the cache ") || $0.contains("  installed ")
    }
    #expect(rows.count == 2 && rows.allSatisfy { $0.count <= 100 })
  }

  /// A command that is not there: what was probably meant.
  @Test(arguments: [
    ("rum", "did you mean 'run'?"), ("predictions", "'explainer run predictions' runs"),
    ("qwertyuiop", "'explainer --help' lists"),
  ]) func unknownCommand(_ word: String, _ remedy: String) throws {
    let run = try ProgramRun([word, "--model", "demo-gpt2"])
    #expect(run.exitCode == 64 && run.output.isEmpty)
    #expect(
      run.errors.contains("there is no command '\(word)'") && run.errors.contains(remedy), "\(run.errors)")
  }

  /// The version names what the program was built from: always compiler and machine, the commit where it is known.
  @Test func version() throws {
    let pattern =
      /explainer \d+\.\d+\.\d+ \((?:(?<origin>[^,]+), )?(debug|release), Swift [0-9.]+( or newer)?, Linux [a-z0-9_]+\)\n/
    let plain = try ProgramRun(["--version"])
    #expect(plain.exitCode == 0 && plain.output.wholeMatch(of: pattern) != nil, "\(plain.output)")

    let folder = TemporaryFolder("moved away")
    let program = try folder.fill("bin/explainer", "")
    try FileManager.default.removeItem(atPath: program)
    try FileManager.default.copyItem(atPath: BuildProducts.executable, toPath: program)
    for (note, origin) in [
      ("commit 0123456789ab\n", "commit 0123456789ab"), ("", nil), ("\u{1B}[31m\n", nil),
    ] {
      try folder.fill("bin/explainer.commit", note)
      let moved = try ProgramRun(["--version"], executable: program)
      let match = try #require(moved.output.wholeMatch(of: pattern), "\(moved.output)")
      #expect(match.origin.map(String.init) == origin)
    }
  }

  /// The names of the program's own models are the program's, whatever folders are where it is started.
  @Test func embeddedModels() throws {
    let folder = TemporaryFolder()
    try folder.fill("demo-gpt2/config.json", "{}")
    let run = try ProgramRun(["models", "path", "demo-gpt2"], directory: folder.path)
    #expect(run.exitCode == 0 && run.output.hasSuffix("/demo-gpt2\n"), "\(run.errors)")
    #expect(!run.output.contains(folder.path))
    let own = try ProgramRun(["models", "path", "./demo-gpt2"], directory: folder.path)
    #expect(own.output == "\(folder.path)/demo-gpt2\n", "\(own.errors)")
  }

  /// Without a display, and without anything that opens pages, `--open` says where the page is: it has been made.
  @Test(arguments: [
    (["DISPLAY": ""], "no display"), (["DISPLAY": ":0", "PATH": "/nowhere"], "install xdg-utils"),
  ]) func cannotOpen(_ environment: [String: String], _ expected: String) throws {
    let folder = TemporaryFolder()
    let run = try ProgramRun(
      ["run", "predictions", "--model", "demo-gpt2", "--text", "x", "-o", "lens.html", "--open"],
      environment: environment, directory: folder.path)
    #expect(run.exitCode == 0 && run.output.isEmpty)
    #expect(run.errors.contains(expected) && run.errors.contains("\(folder.path)/lens.html"), "\(run.errors)")
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/lens.html"))
  }

  /// With both, the opener gets the page's path, and what it prints stays out of what may be a pipe.
  @Test func opens() throws {
    let folder = TemporaryFolder()
    let opener = try folder.fill(
      "bin/xdg-open",
      "#!/bin/sh\necho noise\nprintf %s \"$1\" >'\(folder.path)/opened.new'\n"
        + "mv '\(folder.path)/opened.new' '\(folder.path)/opened'\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: opener)
    let run = try ProgramRun(
      ["run", "predictions", "--model", "demo-gpt2", "--text", "x", "-o", "lens.html", "--open"],
      environment: ["WAYLAND_DISPLAY": "w", "PATH": "\(folder.path)/bin:/usr/bin:/bin"],
      directory: folder.path)
    #expect(run.exitCode == 0 && run.output.isEmpty && run.errors.hasPrefix("opened "), "\(run.errors)")
    #expect(Waiting.until { FileManager.default.fileExists(atPath: "\(folder.path)/opened") })
    #expect(
      try String(contentsOfFile: "\(folder.path)/opened", encoding: .utf8) == "\(folder.path)/lens.html")
  }
}
