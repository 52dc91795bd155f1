public import CExplainerABI
package import ExplainerCore
import ExplainerKit

/// What the plugin says of itself; `registry.json` says the same.
package let activationsDescriptor = PluginDescriptor(
  explainer: "lm_layers_explainer", name: "activations", version: "0.1.0", license: "Apache-2.0",
  entryPoints: [.activations])

private let plugin: PluginTable = PluginTable(activationsDescriptor, explainers: [ActivationsExplainer()]) {
  plugin.run($0, $1, $2, $3)
}

/// The plugin's one exported function.
@c(explainer_plugin_activations)
public func explainerPluginActivations() -> UnsafePointer<xpl_plugin_v1>? { plugin.pointer }
