public import ExplainerCore

/// An entry point together with the plugin that offers it.
public struct RegisteredEntryPoint: Sendable, Hashable {
  /// The plugin.
  public let plugin: RegistryEntry
  /// The entry point.
  public let entryPoint: EntryPoint

  /// `explainer/entry`.
  public var qualifiedName: String { "\(plugin.descriptor.explainer)/\(entryPoint.name)" }
}
