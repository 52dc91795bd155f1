public import ExplainerCore

extension Report {
  /// An entry point that a study calls, and the library it is in.
  public struct PluginEntry: Sendable, Hashable {
    /// The entry point, qualified: `lm_layers_explainer/predictions`.
    public var entryPoint: String
    /// The library, its version and its hash.
    public var plugin: PluginProvenance

    /// Creates an entry.
    public init(entryPoint: String, plugin: PluginProvenance) {
      self.entryPoint = entryPoint
      self.plugin = plugin
    }
  }
}
