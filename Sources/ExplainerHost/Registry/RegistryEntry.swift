public import ExplainerCore

/// One plugin as a registry describes it: enough to list, explain and check it without loading code.
public struct RegistryEntry: Sendable, Hashable {
  /// What the plugin says of itself.
  public var descriptor: PluginDescriptor
  /// The library as the registry names it.
  public var library: String
  /// The library's absolute path.
  public var libraryPath: String
  /// The entry function's name.
  public var symbol: String
  /// The version of the boundary it was built for: `1.0`.
  public var abi: String
  /// SHA-256 of the library in hexadecimal, where the registry pins it.
  public var sha256: String?
  /// The registry that names it.
  public var registryPath: String

  /// Where the explanation came from, for documents.
  public var provenance: PluginProvenance {
    PluginProvenance(name: descriptor.name, version: descriptor.version, sha256: sha256)
  }
}
