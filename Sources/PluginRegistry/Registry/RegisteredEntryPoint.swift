import ForeignFunctions
public import ExplainerCore

/// An entry point together with the plugin that offers it.
public struct RegisteredEntryPoint: Sendable, Hashable {
  /// The plugin.
  public let plugin: RegistryEntry
  /// The entry point.
  public let entryPoint: EntryPoint

  /// The C declaration of the function it calls, where it is a plain one; nil for a plugin of the ABI.
  public var cDeclaration: String? { plugin.functions?[entryPoint.name]?.declaration }

  /// Whether the plugin came with the program; only those share workers and forward passes.
  public let isBuiltIn: Bool

  /// `explainer/entry`.
  public var qualifiedName: String { "\(plugin.descriptor.explainer)/\(entryPoint.name)" }
}
