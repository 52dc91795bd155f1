public import CExplainerABI
package import ExplainerCore
import ExplainerKit

/// What the plugin says of itself; `registry.json` says the same.
package let attentionModelViewDescriptor = PluginDescriptor(
  explainer: "lm_layers_explainer", name: "attention_model_view", version: "0.1.0", license: "Apache-2.0",
  entryPoints: [.attentionModelView])

private let plugin: PluginTable = PluginTable(
  attentionModelViewDescriptor, explainers: [AttentionModelViewExplainer()]
) {
  plugin.run($0, $1, $2, $3)
}

/// The plugin's one exported function.
@c(explainer_plugin_attention_model_view)
public func explainerPluginAttentionModelView() -> UnsafePointer<xpl_plugin_v1>? { plugin.pointer }
