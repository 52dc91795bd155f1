package import Diagnostics

/// Learns from a library what it is, without this process loading it: how is not known here.
package protocol LibraryInspector: Sendable {
  /// What `library` says of itself.
  ///
  /// - Throws: `pluginUnavailable` or `incompatiblePlugin` where it cannot be loaded or is no plugin; `pluginFault` where
  ///   it crashes while it is loaded.
  func describe(_ library: LibraryReference) throws(ExplainerError) -> LibraryDescription

  /// Compares the library of `entry` with what the registry says: the descriptor of a plugin, the names of plain C
  /// functions.
  ///
  /// - Throws: `pluginUnavailable` or `incompatiblePlugin` where they differ, `pluginFault` where it crashes while it is
  ///   loaded.
  func check(_ entry: RegistryEntry) throws(ExplainerError)
}
