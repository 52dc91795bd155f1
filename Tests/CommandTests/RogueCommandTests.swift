import ExplainerTestSupport
import Foundation
import JSON
import Testing

/// Whatever a plugin does, the command ends with the documented exit code, one error and nothing half-written.
@Suite struct RogueCommandTests {
  static let exitCodes: [(entryPoint: String, code: Int32)] = [
    ("crash", 70), ("abort", 70), ("overflow", 70), ("exit", 70), ("exception", 70), ("stop", 70),
    ("hang", 75), ("spin", 75), ("hog", 75), ("large_file", 75), ("mapped_tensor", 75),
    ("huge_explanation", 75), ("rubbish", 70), ("forged_frame", 70), ("close_channel", 70), ("close_all", 70),
    ("not_json", 70), ("not_explanation", 70), ("bad_figure", 70), ("silent", 70), ("twice", 70),
    ("invalid_utf8", 70), ("bad_tensor", 70), ("claimed_tensor", 70), ("not_a_number", 70),
    ("other_thread", 70), ("null_pointers", 70), ("bad_site", 64), ("bad_width", 65), ("bad_text", 65),
    ("fails", 65), ("escapes", 65), ("leave_behind", 70), ("fine", 0), ("late_thread", 0), ("infinite", 0),
  ]

  @Test(arguments: exitCodes.map(\.entryPoint)) func ends(_ entryPoint: String) throws {
    let folder = TemporaryFolder()
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let output = "\(folder.path)/out.json"
    let slow = entryPoint == "hang" || entryPoint == "spin"
    let run = try ProgramRun(
      ["run", entryPoint, "--model", "demo-gpt2", "-o", output]
        + [
          "--memory", entryPoint == "hog" ? "400M" : "4G", "--timeout", slow ? "0.5" : "60", "--tensors",
          "\(folder.path)/out.safetensors",
        ],
      environment: ["EXPLAINER_REGISTRY": registry])
    let expected = try #require(Self.exitCodes.first { $0.entryPoint == entryPoint }).code
    #expect(run.exitCode == expected, "\(run.errors)")
    let errors = run.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(errors.count == (expected == 0 ? 0 : 1), "\(run.errors)")
    #expect(run.output.isEmpty)
    let written = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    #expect(
      written == (expected == 0 ? ["registry.json", "out.json", "out.safetensors"] : ["registry.json"]))
  }

  /// What a worker may use is what the command was told, or what its help says.
  @Test(
    arguments: [
      ([], 600, nil), (["--timeout", "2m"], 120, nil),
      (["--timeout", "1h", "--memory", "512M"], 3600, 512 << 20),
      (["--memory", "1.5GiB", "--timeout", "0.5"], 0.5, 3 << 29), (["--timeout", "0"], nil, nil),
    ] as [([String], Double?, Int?)])
  func bounds(_ options: [String], _ seconds: Double?, _ memory: Int?) throws {
    let registry = TemporaryFolder()
    let run = try ProgramRun(
      ["run", "bounds", "--model", "demo-gpt2", "--format", "json"] + options,
      environment: ["EXPLAINER_REGISTRY": registry.write(RogueRegistry.text(), to: "registry.json")])
    #expect(run.exitCode == 0, "\(run.errors)")
    let bounds = try JSONValue(parsing: run.output)["result"]
    let cores = Double(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let unlimited = Int.max
    #expect(
      bounds?["processor_seconds"]?.int == seconds.map { Int(($0 * cores).rounded(.up)) + 1 } ?? unlimited)
    if let memory { #expect(bounds?["memory"]?.int == memory) }
  }

  /// `--trust` is an option of the command: what the walls refuse is then allowed.
  @Test(arguments: [true, false]) func trust(_ isTrusted: Bool) throws {
    let folder = TemporaryFolder()
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    folder.write("secret", to: "secret")
    let run = try ProgramRun(
      ["run", "attempts", "--model", "demo-gpt2", "--text", folder.path, "--format", "json"]
        + (isTrusted ? ["--trust"] : []), environment: ["EXPLAINER_REGISTRY": registry])
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.output.contains("\"fork\": 0") == isTrusted)
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/secret") == isTrusted)
  }
}
