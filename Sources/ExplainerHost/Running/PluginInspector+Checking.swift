import Diagnostics
import ExplainerCore

extension PluginInspector {
  /// Loads the library of `entry` in a worker and compares it with what the registry says: the descriptor of a plugin,
  /// the names of plain C functions.
  ///
  /// - Throws: `pluginUnavailable` or `incompatiblePlugin` where they differ, `pluginFault` where it crashes while it is
  ///   loaded.
  func check(_ entry: RegistryEntry) throws(ExplainerError) { _ = try ask(.bind(entry)) }
}
