import JSON

/// A registry that offers the plugin that fails in every way (`Tests/RoguePlugin`).
public enum RogueRegistry {
  /// Its entry points, each a way to fail, but for a few that show what is allowed.
  public static let entryPoints: [String] = [
    "fine", "crash", "abort", "overflow", "exit", "hang", "spin", "hog", "exception", "stop", "rubbish",
    "close_channel", "close_all", "forged_frame", "not_json", "not_explanation", "bad_figure", "silent",
    "twice", "invalid_utf8", "huge_explanation", "bad_tensor", "bad_rank", "bad_type", "huge_tensor",
    "claimed_tensor", "mapped_tensor", "not_a_number", "infinite", "strided", "bad_name", "null_pointers",
    "bad_site", "bad_id", "bad_width", "bad_text", "fails", "log_flood", "log_line", "progress_flood",
    "print_flood", "print_line", "escapes", "other_thread", "late_thread", "unreleased", "attempts",
    "calls", "foreign_call", "bounds", "large_file", "leave_behind", "read_only_hog", "tables_hog",
    "many_threads", "deep_scratch", "moody", "deaf", "careless", "rounding", "open_files", "one_open_file",
    "signal_handler", "blocked_signal", "timer", "new_rights", "other_locale", "early_answer", "endless",
    "endless_text", "endless_ids", "cancels",
    "wide_empty", "reserved_name", "long_name", "many_figures", "many_checks",
    "pass_fine", "pass_shape", "pass_freed", "pass_elsewhere", "pass_unreleased", "pass_nowhere",
    "pass_endless", "document_misuse", "document_made_up", "document_elsewhere", "document_unreleased",
    "files_none", "files_elsewhere", "files_nowhere",
  ]

  /// The registry's text, as an installer would write it.
  public static func text(
    symbol: String = "explainer_plugin_rogue", library: String? = nil, fits: [String] = []
  ) -> String {
    let entries: [JSONValue] = entryPoints.map {
      var entry: JSONObject = ["name": .string($0), "summary": "fails", "texts": [0, 2]]
      if !fits.isEmpty { entry["fits"] = JSONValue(fits) }
      return .object(entry)
    }
    let registry: JSONValue = [
      "schema": "explainer/registry/1",
      "plugins": [
        [
          "explainer": "rogue", "plugin": "rogue", "version": "1.0.0", "license": "Apache-2.0",
          "library": .string(library ?? "\(BuildProducts.folder)/libRoguePlugin.so"),
          "symbol": .string(symbol),
          "entry_points": .array(entries),
        ]
      ],
    ]
    return registry.text(pretty: true)
  }
}
