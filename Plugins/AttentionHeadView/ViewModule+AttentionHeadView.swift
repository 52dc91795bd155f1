import AttentionView
import ExplainerCore

extension ViewModule {
  /// The head view: what the attention views share, then its own files in `View`, which the build embeds.
  static let attentionHeadView = AttentionPage.module(
    "attention_head_view", scripts: [PackageResources.attention_head_view_js],
    styles: [PackageResources.attention_head_view_css])
}
