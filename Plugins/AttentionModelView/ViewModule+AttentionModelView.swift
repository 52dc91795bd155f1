import AttentionView
import ExplainerCore

extension ViewModule {
  /// The model view: what the attention views share, then its own files in `View`, which the build embeds.
  static let attentionModelView = AttentionPage.module(
    "attention_model_view",
    scripts: [
      PackageResources.model_thumbnails_js, PackageResources.model_cells_js, PackageResources.model_grid_js,
      PackageResources.model_panel_js, PackageResources.model_near_js, PackageResources.model_words_js,
      PackageResources.model_asking_js, PackageResources.model_picture_js,
      PackageResources.attention_model_view_js,
    ],
    styles: [PackageResources.attention_model_view_css])
}
