public import Diagnostics
import ExplainerCore
import Files

/// All plugins this installation knows, from its layered registries; no code is loaded to know them.
///
/// Layers, later ones shadowing earlier ones with a warning: the program's own, the user's
/// (`$XDG_CONFIG_HOME/explainer/registry.json`), and those in `EXPLAINER_REGISTRY` (separated by colons). The current
/// directory is never searched.
public struct Registry: Sendable {
  /// The plugins, in the order the registries name them.
  public let entries: [RegistryEntry]
  /// What a reader should know of the registries, such as that one plugin shadows another.
  public let warnings: [String]
  private let builtInRegistry: String

  /// Reads the registries of `installation`.
  ///
  /// - Throws: `badData` for a registry that is malformed, `notFound` for one that `EXPLAINER_REGISTRY` names.
  public init(_ installation: Installation) throws(ExplainerError) {
    var entries: [RegistryEntry] = []
    var warnings: [String] = []
    for layer in installation.registryLayers {
      guard layer.isRequired || FileSystem.isFile(layer.path) else { continue }
      let file = try RegistryFile(path: layer.path, libraryFolders: layer.libraryFolders)
      for entry in file.entries {
        if let place = entries.firstIndex(where: { Self.shareAName($0.descriptor, entry.descriptor) }) {
          let hidden = entries[place]
          let same = hidden.registryPath == entry.registryPath
          guard !same else {
            throw ExplainerError(
              .badData,
              "plugins '\(hidden.descriptor.name)' (\(hidden.libraryPath)) and '\(entry.descriptor.name)' "
                + "(\(entry.libraryPath)) offer the same entry point",
              at: [entry.registryPath], remedy: "take one of them out")
          }
          warnings.append(
            "plugin '\(entry.descriptor.name)' of \(entry.registryPath) hides that of \(hidden.registryPath)")
          entries[place] = entry
        } else {
          entries.append(entry)
        }
      }
    }
    self.entries = entries
    self.warnings = warnings
    builtInRegistry = installation.builtInRegistry
  }

  private static func shareAName(_ first: PluginDescriptor, _ second: PluginDescriptor) -> Bool {
    guard first.explainer == second.explainer else { return false }
    let names = Set(first.entryPoints.flatMap { [$0.name] + $0.aliases })
    return first.name == second.name
      || second.entryPoints.contains { !names.isDisjoint(with: [$0.name] + $0.aliases) }
  }

  /// The names of the explainers, sorted.
  public var explainers: [String] { Set(entries.map(\.descriptor.explainer)).sorted() }

  /// The plugins of an explainer.
  ///
  /// - Throws: `badParameter` with the nearest name where there is no explainer of that name.
  public func plugins(of explainer: String) throws(ExplainerError) -> [RegistryEntry] {
    let found = entries.filter { $0.descriptor.explainer == explainer }
    guard found.isEmpty else { return found }
    throw ExplainerError(
      .badParameter, "there is no explainer '\(explainer)'",
      remedy: Suggestion.nearest(to: explainer, among: explainers).map { "did you mean '\($0)'?" }
        ?? "'explainer list' shows what there is")
  }

  /// Every entry point with its plugin, in registry order.
  public var entryPoints: [RegisteredEntryPoint] {
    entries.flatMap { entry in
      entry.descriptor.entryPoints.map {
        RegisteredEntryPoint(
          plugin: entry, entryPoint: $0, isBuiltIn: entry.registryPath == builtInRegistry)
      }
    }
  }

  /// The entry point called `name`: qualified (`explainer/entry`), or short or an alias where that is unique.
  ///
  /// - Throws: `notFound` with the nearest name, `badParameter` where several explainers offer it.
  public func entryPoint(named name: String) throws(ExplainerError) -> RegisteredEntryPoint {
    let matching = entryPoints.filter { candidate in
      let names = [candidate.entryPoint.name] + candidate.entryPoint.aliases
      return names.contains(name)
        || names.contains { "\(candidate.plugin.descriptor.explainer)/\($0)" == name }
    }
    if matching.count > 1 {
      throw ExplainerError(
        .badParameter, "several explainers have an entry point '\(name)'",
        remedy: "say which: \(matching.map(\.qualifiedName).joined(separator: ", "))")
    }
    if let found = matching.first { return found }
    let known = entryPoints.flatMap { [$0.entryPoint.name, $0.qualifiedName] + $0.entryPoint.aliases }
    let near = Suggestion.nearest(to: name, among: known)
    throw ExplainerError(
      .badParameter, "there is no entry point '\(name)'",
      remedy: near.map { "did you mean '\($0)'?" } ?? "'explainer list-entry-points' shows what there is")
  }
}
