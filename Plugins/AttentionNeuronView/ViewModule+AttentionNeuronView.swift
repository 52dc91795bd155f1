import AttentionView
import ExplainerCore

extension ViewModule {
  /// The neuron view: what the attention views share, then its own files in `View`, which the build embeds.
  static let attentionNeuronView = AttentionPage.module(
    "attention_neuron_view",
    scripts: [
      PackageResources.neuron_scores_js, PackageResources.neuron_field_js, PackageResources.neuron_panel_js,
      PackageResources.neuron_words_js, PackageResources.neuron_asking_js, PackageResources.neuron_picture_js,
      PackageResources.attention_neuron_view_js,
    ],
    styles: [PackageResources.attention_neuron_view_css])
}
