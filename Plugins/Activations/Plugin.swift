public import ExplainerKit

/// The plugin; `registry.json` says of it what its descriptor says.
package let activationsPlugin: Plugin = Plugin(
  "activations", of: "lm_layers_explainer", version: "0.1.0", license: "Apache-2.0", ActivationsExplainer())

/// The plugin's one exported function.
@c(explainer_plugin_activations) public func explainerPluginActivations() -> PluginPointer {
  activationsPlugin.pointer
}
