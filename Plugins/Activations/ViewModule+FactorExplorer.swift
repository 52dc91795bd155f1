import ExplainerCore

extension ViewModule {
  /// The factor explorer, from the files in `View`, which the build embeds; its parts share one scope, in this order.
  static let factorExplorer = ViewModule(
    name: "factor_explorer",
    scripts: [
      PackageResources.weights_js, PackageResources.factor_list_js, PackageResources.factor_text_js,
      PackageResources.factor_panel_js, PackageResources.factor_picture_js,
      PackageResources.factor_explorer_js,
    ],
    styles: [PackageResources.factor_explorer_css])
}
