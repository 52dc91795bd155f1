import ExplainerCore

/// The script and the style sheet of a page, from the files in `Page`, which the build embeds.
struct PageAssets {
  /// The module of a page: its parts share one scope, in this order.
  let script: String
  /// The style sheet.
  let style: String

  private init(isReport: Bool, isFramed: Bool) {
    script = PageSource.text(
      of: [
        PackageResources.words_js, PackageResources.views_js, PackageResources.tip_js,
        PackageResources.pointer_js,
        PackageResources.modules_js, PackageResources.sheets_js,
      ] + (isReport ? [PackageResources.report_js] : []) + (isFramed ? Self.framed : [])
        + [PackageResources.page_js, PackageResources.save_js])
    style = PageSource.text(
      of: [PackageResources.page_css] + (isReport ? [PackageResources.report_css] : [])
        + (isFramed ? [PackageResources.frames_css] : []))
  }

  private static let framed = [
    PackageResources.heard_js, PackageResources.frames_js, PackageResources.framed_files_js,
  ]
  private static let page = PageAssets(isReport: false, isFramed: false)
  private static let report = PageAssets(isReport: true, isFramed: false)

  /// Those of a page of one explanation or of a report; `isFramed`: some of its views run in frames.
  static func of(isReport: Bool, isFramed: Bool) -> PageAssets {
    if isFramed { return PageAssets(isReport: isReport, isFramed: true) }
    return isReport ? report : page
  }
}
