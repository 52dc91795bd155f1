public import Diagnostics
import ExplainerCore
import Files
import JSON

/// Takes a package back to the sources it was built from.
public struct PackageExtractor: Sendable {
  private let installation: Installation

  /// An extractor of this installation.
  public init(_ installation: Installation) { self.installation = installation }

  /// Writes the sources of `source`, a package's path or the name of an installed plugin, into `folder`.
  ///
  /// - Parameters:
  ///   - source: a path that ends in `.explainer`, or a name.
  ///   - folder: must not exist yet; a folder of the plugin's name in the current one otherwise.
  /// - Returns: the folder, and the files relative to it.
  /// - Throws: `notFound` where there is no package or it carries no sources, `badData` for a damaged one,
  ///   `badParameter` for a folder that is there already.
  public func extract(
    _ source: String, to folder: String?
  ) throws(ExplainerError) -> (folder: String, files: [String]) {
    let path = FileSystem.isFile(source) ? source : try installedPackage(source)
    let package = try PluginPackage(path: path)
    var sources = package.sources
    guard !sources.isEmpty else {
      throw ExplainerError(
        .notFound, "the package carries no sources", at: [path],
        remedy: "its author left them out ('explainer build --no-sources')")
    }
    // What the plugin reads is in the package once, beside the library.
    sources += package.data.filter { file in !sources.contains { $0.path == file.path } }
    let target = folder ?? package.manifest.plugin["plugin"]?.string ?? "sources"
    guard FileSystem.linkMode(target) == nil else {
      throw ExplainerError(
        .badParameter, "there is something of that name already", at: [target],
        remedy: "say where to with --output FOLDER")
    }
    // Into a folder beside it first, so that an interruption leaves nothing half-written under the name.
    let parent = FileSystem.folder(of: FileSystem.absolute(target))
    let staging = try ScratchFolder(in: parent, prefix: ".extract-")
    defer { staging.remove() }
    for file in sources {
      let full = "\(staging.path)/\(file.path)"
      try FileSystem.makeFolder(FileSystem.folder(of: full))
      try FileSystem.write(file.bytes, to: full, mode: file.isExecutable ? 0o755 : 0o644)
    }
    try FileSystem.moveFolder(staging.path, to: target)
    return (target, sources.map(\.path).sorted())
  }

  private func installedPackage(_ name: String) throws(ExplainerError) -> String {
    let entries = try Registry(installation).entries
    let named = entries.filter {
      [$0.descriptor.name, "\($0.descriptor.explainer)/\($0.descriptor.name)"].contains(name)
    }
    guard let entry = named.last else {
      throw ExplainerError(
        .notFound, "there is no package and no installed plugin '\(name)'",
        remedy: Suggestion.nearest(to: name, among: entries.map(\.descriptor.name)).map {
          "did you mean '\($0)'?"
        } ?? "'explainer list' shows what is installed")
    }
    guard let package = entry.package else {
      throw ExplainerError(
        .notFound, "'\(name)' was not installed from a package", at: [entry.registryPath],
        remedy: entry.sha256 == nil
          ? "it belongs to the program, whose sources are its own" : "ask its author for the sources")
    }
    return package
  }
}
