public import Diagnostics
public import PluginRegistry

/// Loads the libraries of an explainer, each in a worker of its own, and compares them with the registry.
public struct LibraryImport: Sendable {
  /// How one library fared.
  public struct Report: Sendable {
    /// The plugin, as the registry has it.
    public let plugin: RegistryEntry
    /// What checking, loading and describing took, a process included, in seconds.
    public let seconds: Double
    /// Why it cannot be used; nil where it can.
    public let failure: ExplainerError?
  }

  private let inspector: PluginInspector

  /// Imports in this installation.
  public init(_ installation: Installation) { inspector = PluginInspector(installation) }

  /// Loads the libraries of `plugins`.
  public func load(_ plugins: [RegistryEntry]) -> [Report] {
    plugins.map { plugin in
      let start = ContinuousClock.now
      var failure: ExplainerError?
      do throws(ExplainerError) {
        try LibraryCheck.check(plugin, writers: inspector.installation.trustedWriters)
        try inspector.check(plugin)
      } catch { failure = error }
      return Report(plugin: plugin, seconds: (ContinuousClock.now - start).seconds, failure: failure)
    }
  }
}
