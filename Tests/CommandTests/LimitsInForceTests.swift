import ExplainerTestSupport
import Foundation
import Testing

/// Limits of a shell or a login node are kept to and never broken: what fits into them runs, what does not says which it was.
@Suite struct LimitsInForceTests {
  private let folder = TemporaryFolder()

  /// The program as it is started where `limit`, options of `ulimit`, is in force.
  private func run(_ limit: String, _ arguments: [String]) throws -> ProgramRun {
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    return try ProgramRun(
      ["-c", "ulimit \(limit) || exit 99; exec \"$0\" \"$@\"", BuildProducts.executable] + arguments,
      environment: ["EXPLAINER_REGISTRY": registry], executable: "/bin/sh")
  }

  /// A call that needs less than is allowed is not bothered, whether or not the limit could be raised again.
  @Test(arguments: [
    "-t 500", "-d 6000000", "-S -t 500", "-S -d 6000000", "-v 12000000", "-n 64", "-f 20480", "-c 0",
    "-s 4096", "-l 16", "-s unlimited",
  ])
  func enough(_ limit: String) throws {
    for arguments in [["run", "fine", "--model", "demo-gpt2"], ["doctor"]] {
      let run = try run(limit, arguments)
      #expect(run.exitCode == 0, "\(run.errors)\(run.output)")
    }
  }

  /// What does not fit is told as the documented limit, with the limit's name.
  @Test(arguments: [
    ("-d 200000", "hog", "limit is 195.3 MiB", "ulimit -d"),
    ("-t 3", "spin", "used up its processor time, 3 seconds", "ulimit -t"),
    ("-f 2048", "large_file", "wrote a file larger than 1 MiB", "ulimit -f"),
  ])
  func reached(_ limit: String, _ entryPoint: String, _ expected: String, _ name: String) throws {
    let run = try run(limit, ["run", entryPoint, "--model", "demo-gpt2"])
    #expect(run.exitCode == 75, "\(run.errors)")
    #expect(run.errors.contains(expected) && run.errors.contains(name), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }.count == 1)
  }

  /// What may not be written as large as it is, is an error as any other, and nothing half-written stays.
  @Test(arguments: ["out.html", "-"]) func fileSize(_ output: String) throws {
    let path = "\(folder.path)/\(output)"
    let run = try run(
      "-f 8",
      ["run", "predictions", "--model", "demo-gpt2", "--text", "The keys"]
        + (output == "-" ? ["--format", "html"] : ["-o", path]))
    #expect(run.exitCode == 74, "\(run.errors)")
    #expect(run.errors.contains("File too large"), "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["registry.json"])
  }

  /// With few descriptors a command answers or says which limit it was, whatever it was about to open, and leaves nothing.
  @Test(arguments: [
    ["run", "fine", "--model", "demo-gpt2"], ["tokenize", "--model", "demo-gpt2", "--text", "The keys"],
    ["models", "verify", "demo-gpt2"],
  ])
  func fewDescriptors(_ arguments: [String]) throws {
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    for count in 6...24 {
      let run = try ProgramRun(
        ["-c", "ulimit -n \(count) || exit 99; exec \"$0\" \"$@\"", BuildProducts.executable] + arguments,
        environment: ["EXPLAINER_REGISTRY": registry, "TMPDIR": folder.path], executable: "/bin/sh")
      // (Below some ten the loader cannot open its libraries.)
      if run.errors.contains("error while loading shared libraries") { continue }
      #expect([0, 69, 74, 75].contains(run.exitCode), "\(count): \(run.errors)")
      let scratch = "\(folder.path)/explainer-\(geteuid())"
      let left = (try? FileManager.default.contentsOfDirectory(atPath: scratch)) ?? []
      #expect(left.isEmpty, "\(count): \(left)")
    }
  }

  /// A registry that others may write to is refused by every command that would obey it, in one line with what to do.
  @Test(arguments: [
    ["list"], ["list-entry-points"], ["info", "predictions"], ["run", "predictions", "--model", "demo-gpt2"],
    ["session"], ["import", "rogue"], ["doctor"], ["install", "LIBRARY", "--registry", "REGISTRY"],
    ["uninstall", "rogue", "--registry", "REGISTRY"],
  ])
  func writableRegistry(_ arguments: [String]) throws {
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    #expect(chmod(registry, 0o666) == 0)
    let run = try ProgramRun(
      arguments.map {
        $0 == "REGISTRY" ? registry : $0 == "LIBRARY" ? "\(BuildProducts.folder)/libRoguePlugin.so" : $0
      }, environment: ["EXPLAINER_REGISTRY": registry])
    let said = run.errors + run.output
    #expect(run.exitCode == 69, "\(said)")
    #expect(said.contains("anybody may write to the registry"), "\(said)")
    #expect(said.contains("chmod o-w '\(registry)'"), "\(said)")
  }
}
