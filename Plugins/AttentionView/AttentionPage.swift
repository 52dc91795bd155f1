package import ExplainerCore

/// What the pages of all attention views share: the files of this folder, which the build embeds.
package enum AttentionPage {
  /// The module of one view: the shared parts, which it builds on, and then its own files, in one scope.
  ///
  /// - Parameters:
  ///   - name: the name by which figures refer to it.
  ///   - scripts: its own scripts, in UTF-8, in order.
  ///   - styles: its own style sheets.
  package static func module(_ name: String, scripts: [[UInt8]], styles: [[UInt8]]) -> ViewModule {
    ViewModule(name: name, scripts: sharedScripts + scripts, styles: sharedStyles + styles)
  }

  private static var sharedScripts: [[UInt8]] {
    [
      PackageResources.attention_elements_js, PackageResources.attention_tensors_js,
      PackageResources.attention_sequences_js, PackageResources.attention_reach_js,
      PackageResources.attention_patterns_js,
      PackageResources.attention_pattern_js, PackageResources.attention_means_js,
      PackageResources.attention_bounds_js,
      PackageResources.attention_scales_js, PackageResources.attention_choices_js,
      PackageResources.attention_columns_js, PackageResources.attention_lines_js,
      PackageResources.attention_map_js, PackageResources.attention_scorecard_js,
      PackageResources.attention_drawing_js,
    ]
  }

  private static var sharedStyles: [[UInt8]] { [PackageResources.attention_css] }
}
