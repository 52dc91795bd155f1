public import CExplainerABI
package import ExplainerCore
import ExplainerKit

/// What the plugin says of itself; `registry.json` says the same.
package let attentionHeadViewDescriptor = PluginDescriptor(
  explainer: "lm_layers_explainer", name: "attention_head_view", version: "0.1.0", license: "Apache-2.0",
  entryPoints: [.attentionHeadView])

private let plugin: PluginTable = PluginTable(
  attentionHeadViewDescriptor, explainers: [AttentionHeadViewExplainer()]
) {
  plugin.run($0, $1, $2, $3)
}

/// The plugin's one exported function.
@c(explainer_plugin_attention_head_view)
public func explainerPluginAttentionHeadView() -> UnsafePointer<xpl_plugin_v1>? { plugin.pointer }
