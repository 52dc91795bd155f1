import JSON

/// A registry that offers the plugin that fails in every way (`Tests/RoguePlugin`).
public enum RogueRegistry {
  /// Its entry points, each a way to fail but `fine` and `strided`.
  public static let entryPoints: [String] = [
    "fine", "crash", "abort", "overflow", "exit", "hang", "spin", "hog", "rubbish", "not_json",
    "not_explanation",
    "bad_figure", "silent", "twice", "bad_tensor", "huge_tensor", "null_pointers", "bad_site", "bad_id",
    "fails",
    "strided",
  ]

  /// The registry's text, as an installer would write it.
  public static func text(symbol: String = "explainer_plugin_rogue") -> String {
    let entries: [JSONValue] = entryPoints.map {
      ["name": .string($0), "summary": "fails", "texts": [0, 1]]
    }
    let registry: JSONValue = [
      "schema": "explainer/registry/1",
      "plugins": [
        [
          "explainer": "rogue", "plugin": "rogue", "version": "1.0.0", "license": "Apache-2.0",
          "library": .string("\(BuildProducts.folder)/libRoguePlugin.so"), "symbol": .string(symbol),
          "entry_points": .array(entries),
        ]
      ],
    ]
    return registry.text(pretty: true)
  }
}
