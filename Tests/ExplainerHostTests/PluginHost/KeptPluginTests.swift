import ExplainerCore
import ExplainerTestSupport
import JSON
import Testing
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// A binary built against ABI 1.0 keeps working.
///
/// If this fails, the ABI has changed: that is what has to be mended, not the binary.
@Suite struct KeptPluginTests {
  #if arch(x86_64)
    /// It is installed and run as any plugin, behind the walls, and uses every function of the table.
    @Test func keepsWorking() throws {
      let folder = TemporaryFolder()
      let registry = "\(folder.path)/registry.json"
      let installation = Installation(
        executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry])
      _ = try PluginInstaller(installation, registry: registry)
        .install("\(Fixtures.packageRoot)/Tests/Fixtures/abi-1.0/libkept-x86_64.so")
      let target = try Registry(installation).entryPoint(named: "kept")
      let document = try EntryPointRunner(installation).run(
        target, on: try ModelCatalog(installation).locate(Fixtures.model("gpt2")),
        request: ExplanationRequest(
          texts: ["The keys"], parameters: try target.entryPoint.resolve([:]).values, truncates: false),
        limits: Limits(seconds: 60), observe: { _ in })
      #expect(document.explanation.result["name"] == "Ä\"b")
      #expect(document.explanation.result["generated"]?["steps"]?.array?.count == 2)
      #expect(document.explanation.tensors.map(\.name) == ["stream"])
      #expect(!document.explanation.tokens.isEmpty)
    }
  #endif
}
