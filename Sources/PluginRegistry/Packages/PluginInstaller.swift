public import Diagnostics
public import ExplainerCore
import Files
import JSON

/// Installs plugins into a registry and takes them out again.
///
/// A plugin lies in a folder of its own below the registry's (`plugins/EXPLAINER.NAME-VERSION-HASH`), so that replacing
/// one never touches a library that a worker has mapped. Until the registry is renamed into place nothing counts; what
/// is interrupted before leaves at most a folder that the next installation removes.
public struct PluginInstaller: Sendable {
  /// What an installation did.
  public struct Outcome: Sendable, Hashable {
    /// What was installed, as the registry now has it.
    public let descriptor: PluginDescriptor
    /// The library's SHA-256.
    public let sha256: String
    /// How many files it brings for the plugin to read.
    public let dataFiles: Int
    /// Their size together, in bytes.
    public let dataSize: Int
    /// The registry.
    public let registry: String
    /// The version that was there before, where there was one.
    public let replaced: String?
    /// Whether the version that was there before is the newer one.
    public var isOlder: Bool {
      guard let before = replaced.flatMap(SemanticVersion.init), let now = SemanticVersion(descriptor.version)
      else { return false }
      return now < before
    }
    /// Whether this very plugin was already installed.
    public let wasThere: Bool
    /// The files of an installed plugin that were missing or damaged and have been written again.
    public var repaired: [String] = []
    /// Names that go on meaning something else, in words.
    public var notes: [String] = []
  }

  private let installation: Installation
  private let inspector: any LibraryInspector
  private let editor: RegistryEditor

  /// An installer into `registry`, the user's unless told otherwise, which has libraries described by `inspector`.
  ///
  /// - Throws: `notFound` where there is no home to have a registry in.
  package init(
    _ installation: Installation, inspector: any LibraryInspector, registry: String? = nil
  ) throws(ExplainerError) {
    self.installation = installation
    self.inspector = inspector
    guard let path = registry.map(FileSystem.absolute) ?? installation.userRegistry else {
      throw ExplainerError(
        .notFound, "there is no home to install into", remedy: "set HOME, or say where with --registry FILE")
    }
    guard path != installation.builtInRegistry else {
      throw ExplainerError(
        .badParameter, "this is the program's own registry", at: [path],
        remedy: "leave --registry away to install for yourself")
    }
    editor = RegistryEditor(path: path, writers: installation.trustedWriters)
  }

  /// Installs a package, a bare library, what a description of plain C functions describes, or what a project builds.
  ///
  /// Where the same is installed already, what of it is damaged or missing is put right.
  ///
  /// - Parameters:
  ///   - path: the package, library or description, or the project's folder.
  ///   - symbol: the entry function of a bare library, where it is not the usual one.
  ///   - replaces: whether another version may be there already.
  /// - Throws: `badData` for a damaged package, `pluginUnavailable` or `incompatiblePlugin` for a library that is no
  ///   plugin for this host, `badParameter` where something of that name is installed, or the name is not its to take; as
  ///   `ProjectBuilder` for a project.
  public func install(
    _ path: String, symbol: String? = nil, replaces: Bool = false
  ) throws(ExplainerError) -> Outcome {
    try editor.checkWriters()
    let isProject = FileSystem.isDirectory(path)
    let file =
      isProject ? try ProjectBuilder(installation, inspector: inspector).build(folder: path).package : path
    let source = try PluginSource(file, symbol: symbol)
    let reserved = try ReservedNames(installation)
    let plugins = "\(editor.folder)/plugins"
    try FileSystem.makeFolder(plugins)
    let staging = try ScratchFolder(in: plugins, prefix: ".new-")
    defer { staging.remove() }
    let staged = try StagedPlugin(source, folder: staging.path, inspector: inspector)
    return try editor.edit { (entries) throws(ExplainerError) in
      let descriptor = staged.candidate.descriptor
      let known = try RegisteredPlugins(entries, registry: editor.path)
      try reserved.check(descriptor, source: path)
      try known.checkNames(of: descriptor, source: path)
      let notes = reserved.notes(on: descriptor) + known.notes(on: descriptor)
      let destination = "\(plugins)/\(staged.folderName)"
      let entry = staged.entry(in: "plugins/\(staged.folderName)", origin: FileSystem.absolute(path))
      guard let index = known.index(of: descriptor), let version = entries[index]["version"]?.string else {
        _ = try staged.move(to: destination)
        entries.append(entry)
        return outcome(staged, notes: notes)
      }
      // Where it came from does not make it another plugin.
      var (old, new) = (entries[index].object, entry.object)
      old?["origin"] = nil
      new?["origin"] = nil
      if old == new {
        var outcome = outcome(staged, wasThere: true, notes: notes)
        outcome.repaired = try staged.move(to: destination)
        return outcome
      }
      guard replaces else {
        throw ExplainerError(
          .badParameter, "\(descriptor.explainer)/\(descriptor.name) \(version) is already installed",
          at: [editor.path], remedy: "'explainer update \(path)' puts this one in its place")
      }
      _ = try staged.move(to: destination)
      entries[index] = entry
      return outcome(staged, replaced: version, notes: notes)
    }
  }

  /// Takes out the plugin or explainer called `name`.
  ///
  /// - Returns: the plugins taken out.
  /// - Throws: `notFound` where this registry has none of that name.
  public func uninstall(_ name: String) throws(ExplainerError) -> [PluginDescriptor] {
    try editor.edit { (entries) throws(ExplainerError) in
      let known = try RegisteredPlugins(entries, registry: editor.path)
      let indices = try known.indices(named: name)
      entries = entries.indices.filter { !indices.contains($0) }.map { entries[$0] }
      return indices.map { known.descriptors[$0] }
    }
  }

  /// Where the plugin called `name` was installed from.
  ///
  /// - Throws: `notFound` where there is none of that name, or it is not known or no longer there.
  public func origin(of name: String) throws(ExplainerError) -> String {
    let entries = try editor.plugins()
    let indices = try RegisteredPlugins(entries, registry: editor.path).indices(named: name)
    guard let entry = indices.first.map({ entries[$0] }), let origin = entry["origin"]?.string,
      indices.count == 1
    else {
      throw ExplainerError(
        .notFound, "it is not known where '\(name)' came from", remedy: "say which file to install")
    }
    if FileSystem.isFile(origin) || FileSystem.isDirectory(origin) { return origin }
    // The package is kept, and can put right what it once put there.
    if let kept = entry["package"]?.string.map({ "\(editor.folder)/\($0)" }), FileSystem.isFile(kept) {
      return kept
    }
    throw ExplainerError(
      .notFound, "'\(name)' was installed from a file that is gone", at: [origin],
      remedy: "'explainer update FILE' takes another")
  }

  private func outcome(
    _ staged: StagedPlugin, replaced: String? = nil, wasThere: Bool = false, notes: [String]
  ) -> Outcome {
    Outcome(
      descriptor: staged.candidate.descriptor, sha256: staged.sha256, dataFiles: staged.data.count,
      dataSize: staged.data.reduce(0) { $0 + $1.bytes.count }, registry: editor.path,
      replaced: replaced, wasThere: wasThere, notes: notes)
  }
}
