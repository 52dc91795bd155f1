/// The script and the style sheet of the page, from the files in `Page`.
enum PageAssets {
  /// The module: its parts share one scope, in this order.
  static var script: String { [words, views, page, save].joined(separator: "\n") }
}
