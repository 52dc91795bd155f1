public import CExplainerABI
public import ExplainerCore

/// What a plugin's entry function returns.
public typealias PluginPointer = UnsafePointer<xpl_plugin_v1>

/// A plugin written in Swift: who it is, and its explainers.
///
/// ```swift
/// let plugin = Plugin("token_surprisal", version: "1.0.0", license: "MIT", TokenSurprisal())
///
/// @c(explainer_plugin_entry) public func entry() -> PluginPointer { plugin.pointer }
/// ```
///
/// Make one a library and keep it in a constant: it lives as long as the process.
public final class Plugin: Sendable {
  /// What the plugin says of itself; `registry.json` says the same.
  public let descriptor: PluginDescriptor
  private let table: PluginTable

  /// A plugin offering the entry points of `explainers`.
  ///
  /// - Parameters:
  ///   - name: its name, in snake case.
  ///   - explainer: the explainer it belongs to; its own name where it stands alone.
  ///   - version: SemVer.
  ///   - license: SPDX.
  ///   - requiredExtensions: ids of extensions of the boundary it cannot do without.
  ///   - explainers: what it offers, one entry point each.
  public init(
    _ name: String, of explainer: String? = nil, version: String, license: String,
    requiredExtensions: [String] = [], _ explainers: any Explainer...
  ) {
    descriptor = PluginDescriptor(
      explainer: explainer ?? name, name: name, version: version, license: license,
      requiredExtensions: requiredExtensions, entryPoints: explainers.map(\.entryPoint))
    table = PluginTable(descriptor: descriptor.json.utf8(), runner: PluginRunner(explainers))
  }

  /// The table of the C boundary, for the entry function to return.
  public var pointer: PluginPointer { table.pointer }
}
