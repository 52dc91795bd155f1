public import ExplainerKit

/// The plugin; `registry.json` says of it what its descriptor says.
package let attentionNeuronViewPlugin: Plugin = Plugin(
  "attention_neuron_view", of: "lm_layers_explainer", version: "0.1.0", license: "Apache-2.0",
  AttentionNeuronViewExplainer())

/// The plugin's one exported function.
@c(explainer_plugin_attention_neuron_view) public func explainerPluginAttentionNeuronView() -> PluginPointer {
  attentionNeuronViewPlugin.pointer
}
