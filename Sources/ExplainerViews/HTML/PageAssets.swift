/// The scripts and the style sheets of pages, from the files in `Page`, which the build embeds.
enum PageAssets {
  /// The module of a page: its parts share one scope, in this order.
  static let script: String = module(of: [])
  /// The module of a report's page.
  static let reportScript: String = module(of: PackageResources.report_js)
  /// The style sheet of a page.
  static let style = String(decoding: PackageResources.page_css, as: UTF8.self)
  /// The style sheet of a report's page.
  static let reportStyle = style + "\n" + String(decoding: PackageResources.report_css, as: UTF8.self)

  private static func module(of more: [UInt8]) -> String {
    [
      PackageResources.words_js, PackageResources.views_js, PackageResources.tip_js,
      PackageResources.modules_js, PackageResources.sheets_js, more, PackageResources.page_js,
      PackageResources.save_js,
    ].filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
  }
}
