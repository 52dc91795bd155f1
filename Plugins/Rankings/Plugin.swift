public import ExplainerKit

/// The plugin; `registry.json` says of it what its descriptor says.
package let rankingsPlugin: Plugin = Plugin(
  "rankings", of: "lm_layers_explainer", version: "0.1.0", license: "Apache-2.0", RankingsExplainer())

/// The plugin's one exported function.
@c(explainer_plugin_rankings) public func explainerPluginRankings() -> PluginPointer {
  rankingsPlugin.pointer
}
