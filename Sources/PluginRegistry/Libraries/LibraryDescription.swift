package import ExplainerCore

/// What a library says of itself.
package struct LibraryDescription: Sendable, Hashable {
  /// What it offers.
  package var descriptor: PluginDescriptor
  /// The version of the boundary it was built for: `1.0`.
  package var abi: String

  /// A description from its parts.
  package init(descriptor: PluginDescriptor, abi: String) {
    self.descriptor = descriptor
    self.abi = abi
  }
}
