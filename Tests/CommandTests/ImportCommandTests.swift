import ExplainerTestSupport
import Testing

/// `import`, which loads what an explainer's registry only promises.
@Suite struct ImportCommandTests {
  /// Every library of an explainer is loaded and says what it offers.
  @Test func loads() throws {
    let run = try ProgramRun(["import", "lm_layers_explainer"])
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count { $0.contains(": loaded in ") && $0.hasPrefix("lm_layers_explainer/") } == 6)
    #expect(lines.contains { $0.hasPrefix("  predictions: ") })
  }

  /// With an entry point and its options it runs it.
  @Test func runs() throws {
    let options = ["--model", "demo-gpt2", "--text", "The keys", "--topk", "2"]
    let run = try ProgramRun(["import", "lm_layers_explainer", "predictions"] + options)
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(run.output == (try ProgramRun(["run", "predictions"] + options)).output)
  }

  /// A library that cannot be used is reported with its reason, the others still load, and the exit code tells.
  @Test func broken() throws {
    let folder = TemporaryFolder()
    let registry = folder.write(RogueRegistry.text(symbol: "explainer_plugin_crashing"), to: "registry.json")
    let run = try ProgramRun(["import", "rogue"], environment: ["EXPLAINER_REGISTRY": registry])
    #expect(run.exitCode == 70)
    #expect(run.output.contains("rogue/rogue 1.0.0: not loaded") && run.output.contains("SIGSEGV"))
  }
}
