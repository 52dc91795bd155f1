import ExplainerCore
import ExplainerKit
import ExplainerTestSupport
import JSON
import Testing
@testable import Activations
@testable import AttentionHeadView
@testable import AttentionModelView
@testable import AttentionNeuronView
@testable import Predictions
@testable import Rankings

/// The registry of the source tree says what the plugins say of themselves.
@Suite struct RegistryFileTests {
  /// `registry.json` is made from the plugins' descriptors; with `EXPLAINER_RECORD=1` this test writes it.
  @Test func equalsDescriptors() throws {
    let plugins = [
      (predictionsPlugin.descriptor, "Predictions"), (rankingsPlugin.descriptor, "Rankings"),
      (activationsPlugin.descriptor, "Activations"),
      (attentionHeadViewPlugin.descriptor, "AttentionHeadView"),
      (attentionNeuronViewPlugin.descriptor, "AttentionNeuronView"),
      (attentionModelViewPlugin.descriptor, "AttentionModelView"),
    ]
    let entries: [JSONValue] = plugins.map { descriptor, library in
      var entry: JSONObject = [
        "library": .string("lib\(library).so"), "symbol": .string("explainer_plugin_\(descriptor.name)"),
        "abi": "1.0",
      ]
      for member in descriptor.json.object?.members ?? [] { entry[member.key] = member.value }
      return .object(entry)
    }
    let document: JSONValue = ["schema": "explainer/registry/1", "plugins": .array(entries)]
    let text = document.text(pretty: true) + "\n"
    try Snapshot.check(text, file: "\(Fixtures.packageRoot)/registry.json")
  }
}
