public import CExplainerABI
package import ExplainerCore
import ExplainerKit

/// What the plugin says of itself; `registry.json` says the same.
package let attentionNeuronViewDescriptor = PluginDescriptor(
  explainer: "lm_layers_explainer", name: "attention_neuron_view", version: "0.1.0", license: "Apache-2.0",
  entryPoints: [.attentionNeuronView])

private let plugin: PluginTable = PluginTable(
  attentionNeuronViewDescriptor, explainers: [AttentionNeuronViewExplainer()]
) {
  plugin.run($0, $1, $2, $3)
}

/// The plugin's one exported function.
@c(explainer_plugin_attention_neuron_view)
public func explainerPluginAttentionNeuronView() -> UnsafePointer<xpl_plugin_v1>? { plugin.pointer }
