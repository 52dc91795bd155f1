/// The script and the style sheet of the page, from the files in `Page`, which the build embeds.
enum PageAssets {
  /// The module: its parts share one scope, in this order.
  static let script: String = [
    PackageResources.words_js, PackageResources.views_js, PackageResources.tip_js,
    PackageResources.modules_js,
    PackageResources.page_js, PackageResources.save_js,
  ].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")

  /// The style sheet.
  static let style = String(decoding: PackageResources.page_css, as: UTF8.self)
}
