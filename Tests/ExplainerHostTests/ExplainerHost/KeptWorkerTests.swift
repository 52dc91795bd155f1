import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Glibc
import JSON
import Testing
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// Workers that are kept warm stay, whatever becomes of those that started them.
@Suite struct KeptWorkerTests {
  private let folder = TemporaryFolder()

  /// A worker outlives the thread whose call started it: threads of a pool come and go.
  @Test func endedThreads() throws {
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let installation = Installation(
      executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry])
    let runner = try EntryPointRunner(installation, keeping: 1)
    let target = try Registry(installation).entryPoint(named: "moody")
    let model = try ModelCatalog(installation).locate(Fixtures.model("gpt2"))
    let earlierRuns = try (0..<3).map { _ in
      let document = OtherThread.run {
        Result {
          try runner.run(
            target, on: model, request: ExplanationRequest(texts: [], parameters: [:], truncates: false),
            limits: Limits(seconds: 60), observe: { _ in })
        }
      }
      // A thread that can be joined may not have ended altogether.
      usleep(50_000)
      return try document.get().explanation.result["calls"]?.int
    }
    #expect(earlierRuns == [0, 1, 2])
  }
}
