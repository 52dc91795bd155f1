import ExplainerCore

/// The scripts and the style sheets of pages, from the files in `Page`, which the build embeds.
enum PageAssets {
  /// The module of a page: its parts share one scope, in this order.
  static let script = module(of: [])
  /// The module of a report's page.
  static let reportScript = module(of: [PackageResources.report_js])
  /// The style sheet of a page.
  static let style = PageSource.text(of: [PackageResources.page_css])
  /// The style sheet of a report's page.
  static let reportStyle = PageSource.text(of: [PackageResources.page_css, PackageResources.report_css])

  private static func module(of more: [[UInt8]]) -> String {
    PageSource.text(
      of: [
        PackageResources.words_js, PackageResources.views_js, PackageResources.tip_js,
        PackageResources.modules_js, PackageResources.sheets_js,
      ] + more + [PackageResources.page_js, PackageResources.save_js])
  }
}
