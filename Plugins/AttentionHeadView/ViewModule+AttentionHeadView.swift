import AttentionView
import ExplainerCore

extension ViewModule {
  /// The head view: what the attention views share, then its own files in `View`, which the build embeds.
  static let attentionHeadView = AttentionPage.module(
    "attention_head_view",
    scripts: [
      PackageResources.head_tiles_js, PackageResources.head_selection_js, PackageResources.head_experts_js,
      PackageResources.head_reading_js,
      PackageResources.head_marks_js, PackageResources.head_panel_js, PackageResources.head_asking_js,
      PackageResources.head_picture_js, PackageResources.attention_head_view_js,
    ], styles: [PackageResources.attention_head_view_css])
}
