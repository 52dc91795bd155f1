public import ExplainerKit

/// The plugin; `registry.json` says of it what its descriptor says.
package let attentionHeadViewPlugin: Plugin = Plugin(
  "attention_head_view", of: "lm_layers_explainer", version: "0.1.0", license: "Apache-2.0",
  AttentionHeadViewExplainer())

/// The plugin's one exported function.
@c(explainer_plugin_attention_head_view) public func explainerPluginAttentionHeadView() -> PluginPointer {
  attentionHeadViewPlugin.pointer
}
