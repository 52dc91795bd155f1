import ExplainerTestSupport
import JSON
import Testing

@Suite struct DoctorTests {
  /// Where nothing essential is missing the exit code is 0, and every line says `ok` or what to do.
  @Test func healthy() throws {
    let run = try ProgramRun(["doctor"])
    #expect(run.exitCode == 0, "\(run.output)")
    for name in [
      "registry", "plugin", "worker", "walls", "Swift runtime", "libcurl", "models",
      "browser",
    ] {
      #expect(run.output.split(separator: "\n").contains { $0.dropFirst(9).hasPrefix(name) }, "\(name)")
    }
    let findings = try #require(try JSONValue(parsing: try ProgramRun(["doctor", "--json"]).output).array)
    #expect(findings.count > 8)
    for finding in findings {
      #expect((finding["ok"]?.bool == true) == (finding["remedy"]?.string == nil), "\(finding.text())")
    }
  }

  /// A library that is missing or no library is named, with what to do, and the exit code is that of a plugin that
  /// cannot be had.
  @Test(arguments: [("/nowhere/lib.so", "is missing"), ("registry.json", "a text file"), ("/", "a folder")])
  func broken(_ library: String, _ expected: String) throws {
    let folder = TemporaryFolder()
    let path = library.hasPrefix("/") ? library : "\(folder.path)/\(library)"
    let registry = folder.write(RogueRegistry.text(library: path), to: "registry.json")
    let run = try ProgramRun(["doctor"], environment: ["EXPLAINER_REGISTRY": registry])
    #expect(run.exitCode == 69)
    let line = try #require(run.output.split(separator: "\n").first { $0.contains("missing  plugin") })
    #expect(line.contains(expected), "\(line)")
  }

  /// A registry that cannot be read is one finding, not the end.
  @Test func brokenRegistry() throws {
    let run = try ProgramRun(["doctor"], environment: ["EXPLAINER_REGISTRY": "/nowhere/registry.json"])
    #expect(run.exitCode == 69)
    #expect(run.output.contains("missing  registry") && run.output.contains("walls"))
  }
}
