public import CExplainerABI
package import ExplainerCore
import ExplainerKit

/// What the plugin says of itself; `registry.json` says the same.
package let rankingsDescriptor = PluginDescriptor(
  explainer: "lm_layers_explainer", name: "rankings", version: "0.1.0", license: "Apache-2.0",
  entryPoints: [.rankings])

private let plugin: PluginTable = PluginTable(rankingsDescriptor, explainers: [RankingsExplainer()]) {
  plugin.run($0, $1, $2, $3)
}

/// The plugin's one exported function.
@c(explainer_plugin_rankings)
public func explainerPluginRankings() -> UnsafePointer<xpl_plugin_v1>? { plugin.pointer }
