import Diagnostics
import ExplainerCore
import ExplainerHost
import ExplainerTestSupport
import Tensors
import Testing
@testable import ExplainerChains
@testable import PluginRegistry
@testable import Sandbox

/// What a dry run says of memory is what a run takes.
@Suite struct ChainEstimateTests {
  private static let installation = Installation(executable: BuildProducts.executable, environment: [:])

  /// What the entry points look at, of the program's own.
  private static func patterns() throws -> [String] {
    Set(try Registry(installation).entryPoints.flatMap(\.entryPoint.sites)).sorted()
  }

  /// The bytes of each pattern of sites are those a pass captures there, none where a model has no such site; whatever the
  /// stacks' layers, heads and sizes.
  @Test(arguments: ["gpt2", "gpt2_inverse_scale", "bert", "bert_classifier", "bart", "bart_scaled"], [1, 7])
  func captured(_ name: String, _ tokens: Int) throws {
    let model = try Fixtures.loaded(ModelCatalog(Self.installation).locate(Fixtures.model(name)))
    let ids = [Int](repeating: 5, count: tokens)
    let input = ModelInput(ids: ids, decoderIDs: model.info.encoder == nil ? nil : ids)
    let entries = try model.run(input, capturing: ["*"]).entries
    let more = [
      "embeddings", "layers.*.residual.mid", "layers.*.attention.scores", "layers.*.mlp.output", "logits",
    ]
    for pattern in try Self.patterns() + more {
      let taken = entries.filter { SitePattern(pattern).matches($0.site) }.reduce(0) {
        $0 + 4 * $1.tensor.count
      }
      #expect(ChainEstimate.bytes(at: pattern, tokens: tokens, model.info) == taken, "\(pattern)")
    }
  }

  /// A step has the limits of every call unless it says others.
  @Test(arguments: [
    ("", Limits(seconds: 600)), (", timeout: 120", Limits(seconds: 120)),
    (", timeout: 0", Limits(seconds: nil)),
    (", memory: 2147483648", Limits(seconds: 600, memory: 2 << 30)),
  ])
  func limits(_ more: String, _ expected: Limits) throws {
    let text = "model: gpt2\ntext: a\nsteps: [{run: predictions\(more)}]\n"
    let source = try ScriptSource(
      bytes: Array(text.utf8), name: "s.yaml", folder: ".", isJSON: false,
      reader: Self.installation.yamlReader)
    let catalog = ModelCatalog(Self.installation)
    let plan = try ChainPlan(source, registry: Registry(Self.installation), outputFolder: "/tmp/out") {
      _ throws(ExplainerError) in
      PlannedModel(
        location: try catalog.locate(Fixtures.model("gpt2")),
        info: try Fixtures.loaded(catalog.locate(Fixtures.model("gpt2"))).info)
    }
    #expect(plan.steps.map(\.step.limits) == [expected])
  }
}
