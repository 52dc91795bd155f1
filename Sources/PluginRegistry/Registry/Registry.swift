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
  /// - Throws: `badData` for a registry that is malformed, `notFound` for one that `EXPLAINER_REGISTRY` names,
  ///   `pluginUnavailable` for one that somebody else may write to or owns.
  public init(_ installation: Installation) throws(ExplainerError) {
    var layers = RegistryLayers()
    var read: Set<String> = []
    let writers = installation.trustedWriters
    for layer in installation.registryLayers {
      // (What is there and is no file is refused by its reader.)
      guard layer.isRequired || FileSystem.mode(layer.path) != nil else { continue }
      guard read.insert(FileSystem.resolved(layer.path) ?? layer.path).inserted else { continue }
      try layers.add(
        RegistryFile(path: layer.path, libraryFolders: layer.libraryFolders, writers: writers),
        isBuiltIn: layer.path == installation.builtInRegistry)
    }
    entries = layers.entries
    warnings = layers.warnings
    builtInRegistry = installation.builtInRegistry
  }

  /// The names of the explainers, sorted.
  public var explainers: [String] { Set(entries.map(\.descriptor.explainer)).sorted() }

  /// The plugins of every explainer, these by name.
  public var pluginsByExplainer: [(explainer: String, plugins: [RegistryEntry])] {
    Dictionary(grouping: entries, by: \.descriptor.explainer).sorted { $0.key < $1.key }.map {
      ($0.key, $0.value)
    }
  }

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

  /// The entry point called `name`: qualified (`explainer/entry`), or short or an alias.
  ///
  /// Where several answer to a short name, it is one of the program's own, else one of that name rather than one that is also called so, else the first.
  ///
  /// - Throws: `badParameter` with the nearest name where there is none.
  public func entryPoint(named name: String) throws(ExplainerError) -> RegisteredEntryPoint {
    if let found = Self.candidates(for: name, among: entryPoints).first { return found }
    let known = entryPoints.flatMap { [$0.entryPoint.name, $0.qualifiedName] + $0.entryPoint.aliases }
    let near = Suggestion.nearest(to: name, among: known)
    throw ExplainerError(
      .badParameter, "there is no entry point '\(name)'",
      remedy: near.map { "did you mean '\($0)'?" } ?? "'explainer list-entry-points' shows what there is")
  }

  /// The entry points that answer to `name`, the one it means first.
  private static func candidates(
    for name: String, among entryPoints: [RegisteredEntryPoint]
  ) -> [RegisteredEntryPoint] {
    var ranked: [(rank: Int, target: RegisteredEntryPoint)] = []
    for target in entryPoints {
      let explainer = target.plugin.descriptor.explainer
      guard
        let index = target.entryPoint.names.firstIndex(where: { $0 == name || "\(explainer)/\($0)" == name })
      else { continue }
      ranked.append(((target.isBuiltIn ? 0 : 2) + (index == 0 ? 0 : 1), target))
    }
    // Sorting is stable: of equals the first stays first.
    return ranked.sorted { $0.rank < $1.rank }.map(\.target)
  }

  /// Names that several entry points answer to, with the one each means, in words.
  public var conflicts: [String] {
    var holders: [String: [RegisteredEntryPoint]] = [:]
    for target in entryPoints {
      for name in target.entryPoint.names { holders[name, default: []].append(target) }
    }
    return holders.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.flatMap { name, holders in
      let found = Self.candidates(for: name, among: holders)
      return found.dropFirst().map {
        ReservedNames.note(on: name, means: found[0].qualifiedName, not: $0.qualifiedName)
      }
    }
  }
}
