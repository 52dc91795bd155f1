public import ExplainerKit

/// The plugin; `registry.json` says of it what its descriptor says.
package let predictionsPlugin: Plugin = Plugin(
  "predictions", of: "lm_layers_explainer", version: "0.1.0", license: "Apache-2.0", PredictionsExplainer())

/// The plugin's one exported function.
@c(explainer_plugin_predictions) public func explainerPluginPredictions() -> PluginPointer {
  predictionsPlugin.pointer
}
