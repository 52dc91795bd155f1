import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Testing
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry

/// The conformance kit notices what single calls do not show, and passes what is well.
@Suite struct ConformanceTests {
  private static let installation = Installation(executable: BuildProducts.executable, environment: [:])

  private func finding(
    _ check: ConformanceCheck, of entryPoint: String, library: String = "RoguePlugin",
    symbol: String = "explainer_plugin_rogue"
  ) throws -> ConformanceFinding {
    let path = "\(BuildProducts.folder)/lib\(library).so"
    let conformance = try Conformance(Self.installation, library: path, symbol: symbol)
    let catalog = ModelCatalog(Self.installation)
    let model = Fixtures.model("gpt2")
    let trials = try conformance.trials(
      on: [try ConformanceModel(Fixtures.loaded(catalog.locate(model)), at: catalog.locate(model))],
      parameters: [:])
    let trial = try #require(
      trials.first { $0.check == check && $0.subject?.hasPrefix("\(entryPoint) ") ?? (check == .table) })
    return conformance.run(trial)
  }

  /// Each fault is found by the check that looks for it, and named.
  @Test(
    arguments: [
      (.answers, "unreleased", "traces were not released"), (.answers, "late_thread", "another thread"),
      (.answers, "other_thread", "another thread"), (.answers, "silent", "gave no explanation"),
      (.answers, "pass_unreleased", "2 traces were not released"),
      (.failures, "pass_unreleased", "it keeps a trace when use"),
      (.answers, "pass_elsewhere", "another thread"), (.answers, "pass_freed", "cannot be read"),
      (.answers, "not_json", "is not JSON"), (.answers, "crash", "SIGSEGV"),
      (.repeats, "moody", "different explanations"), (.cancels, "deaf", "went on for"),
      (.failures, "careless", "although use 1"), (.requests, "fine", "said XPL_OK to the request"),
    ] as [(ConformanceCheck, String, String)])
  func faults(_ check: ConformanceCheck, _ entryPoint: String, _ expected: String) throws {
    let finding = try finding(check, of: entryPoint)
    #expect(!finding.passed)
    #expect(finding.note.contains(expected), "\(finding.note)")
  }

  /// What is well passes the same checks.
  @Test(
    arguments: [
      (.table, "fine"), (.answers, "fine"), (.repeats, "fine"), (.cancels, "fine"), (.failures, "fine"),
      (.extensions, "fine"), (.answers, "pass_fine"), (.repeats, "pass_fine"), (.cancels, "pass_fine"),
      (.failures, "pass_fine"), (.extensions, "pass_fine"),
    ] as [(ConformanceCheck, String)])
  func passes(_ check: ConformanceCheck, _ entryPoint: String) throws {
    let finding = try finding(check, of: entryPoint)
    #expect(finding.passed, "\(finding.note)")
  }

  /// A plugin of our own passes every check.
  @Test(arguments: ConformanceCheck.allCases) func ownPlugin(_ check: ConformanceCheck) throws {
    let finding = try finding(
      check, of: "rankings", library: "Rankings", symbol: "explainer_plugin_rankings")
    #expect(finding.passed, "\(finding.note)")
  }

  /// Parameters that are not legal, and entry points that fit no model, are said before anything runs.
  @Test func refused() throws {
    let conformance = try Conformance(
      Self.installation, library: "\(BuildProducts.folder)/libRankings.so",
      symbol: "explainer_plugin_rankings")
    #expect(throws: ExplainerError.self) { try conformance.trials(on: [], parameters: [:]) }
    let catalog = ModelCatalog(Self.installation)
    let model = Fixtures.model("gpt2")
    let models = [try ConformanceModel(Fixtures.loaded(catalog.locate(model)), at: catalog.locate(model))]
    #expect(throws: ExplainerError.self) {
      try conformance.trials(on: models, parameters: ["generate": "many"])
    }
  }
}
