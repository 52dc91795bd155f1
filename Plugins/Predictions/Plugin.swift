public import CExplainerABI
package import ExplainerCore
import ExplainerKit

/// What the plugin says of itself; `registry.json` says the same.
package let predictionsDescriptor = PluginDescriptor(
  explainer: "lm_layers_explainer", name: "predictions", version: "0.1.0", license: "Apache-2.0",
  entryPoints: [.predictions])

private let plugin: PluginTable = PluginTable(predictionsDescriptor, explainers: [PredictionsExplainer()]) {
  plugin.run($0, $1, $2, $3)
}

/// The plugin's one exported function.
@c(explainer_plugin_predictions)
public func explainerPluginPredictions() -> UnsafePointer<xpl_plugin_v1>? { plugin.pointer }
