import ExplainerCore
import ExplainerTestSupport
import JSON
import Testing

@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// A document says whether its plugin came with the program, on which hangs where its views' modules run.
@Suite struct DocumentOriginTests {
  private let folder = TemporaryFolder()

  private func document(_ entryPoint: String, texts: [String]) throws -> ExplanationDocument {
    let registry = folder.write(RogueRegistry.text(), to: "registry.json")
    let installation = Installation(
      executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": registry])
    let target = try Registry(installation).entryPoint(named: entryPoint)
    let parameters = try target.entryPoint.resolve([:]).values
    return try EntryPointRunner(installation).run(
      target, on: try ModelCatalog(installation).locate(Fixtures.model("gpt2")),
      request: ExplanationRequest(texts: texts, parameters: parameters, truncates: false),
      limits: Limits(seconds: 60), observe: { _ in })
  }

  /// What stands in the program's own registry came with it.
  @Test func ownPlugin() throws { #expect(try document("predictions", texts: ["The keys"]).isBuiltIn) }

  /// What stands in a registry of the user's did not.
  @Test func stranger() throws { #expect(try !document("bounds", texts: []).isBuiltIn) }
}
