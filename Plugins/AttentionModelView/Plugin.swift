public import ExplainerKit

/// The plugin; `registry.json` says of it what its descriptor says.
package let attentionModelViewPlugin: Plugin = Plugin(
  "attention_model_view", of: "lm_layers_explainer", version: "0.1.0", license: "Apache-2.0",
  AttentionModelViewExplainer())

/// The plugin's one exported function.
@c(explainer_plugin_attention_model_view) public func explainerPluginAttentionModelView() -> PluginPointer {
  attentionModelViewPlugin.pointer
}
